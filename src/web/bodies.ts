import Type, { type Static } from 'typebox';
import type { Session } from '#domain/sessions/sessions.ts';
import type { User } from '#domain/users/users.ts';
import { ERROR_CODES } from './errors.ts';

/** Answers that several routes give, each as a schema (which documents and serialises) and what fills it. */
export const UserBody = Type.Object({
  id: Type.String(),
  email: Type.String(),
  emailVerified: Type.Boolean(),
  firstName: Type.String(),
  lastName: Type.String(),
  secondFactor: Type.Boolean(),
});

export const SessionBody = Type.Object({
  id: Type.String(),
  createdAt: Type.String(),
  authenticatedAt: Type.String(),
  expiresAt: Type.String(),
  assuranceLevel: Type.String({ enum: ['aal1', 'aal2'] }),
});

export const ProblemBody = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ enum: Object.keys(ERROR_CODES) }),
    requestId: Type.String(),
    errors: Type.Optional(
      Type.Array(Type.Object({ field: Type.String(), code: Type.String(), message: Type.String() })),
    ),
  },
  { description: 'Refused or failed: application/problem+json' },
);

export const TokenBody = Type.Object({ token: Type.Optional(Type.String()) });
export const NoContent = Type.Null({ description: 'Done; nothing to say.' });

export function userBody(user: User, hasSecondFactor: boolean): Static<typeof UserBody> {
  return {
    id: user.id,
    email: user.email.address,
    // Waiting sign-ups are no accounts: whoever exists has proved the address.
    emailVerified: true,
    firstName: user.firstName,
    lastName: user.lastName,
    secondFactor: hasSecondFactor,
  };
}

export function sessionBody(session: Session): Static<typeof SessionBody> {
  return {
    id: session.id,
    createdAt: session.createdAt.toISOString(),
    authenticatedAt: session.authenticatedAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    assuranceLevel: session.assuranceLevel,
  };
}
