import Type, { type Static } from 'typebox';
import { AUDIT_EVENT_TYPES } from '#domain/audit-log/audit-log.ts';
import type { AccountExport } from './export-account.ts';

const text = Type.String();
const moment = Type.String({ description: 'ISO 8601, UTC' });

/** The copy as the API describes it and the page hands it out. */
export const ExportedAccount = Type.Object({
  exportedAt: moment,
  account: Type.Object({
    id: text,
    email: text,
    createdAt: moment,
    language: text,
    wantsSecondFactor: Type.Boolean(),
  }),
  profile: Type.Object({
    firstName: text,
    lastName: text,
    country: Type.Optional(text),
    dateOfBirth: Type.Optional(text),
    language: text,
  }),
  password: Type.Object({ changedAt: Type.Optional(moment) }),
  secondFactor: Type.Object({
    totpTurnedOnAt: Type.Optional(moment),
    recoveryCodesLeft: Type.Integer(),
  }),
  sessions: Type.Array(
    Type.Object({
      id: text,
      createdAt: moment,
      authenticatedAt: moment,
      lastSeenAt: moment,
      expiresAt: moment,
      assuranceLevel: text,
      remembered: Type.Boolean(),
      ip: text,
      userAgent: text,
    }),
  ),
  devices: Type.Array(
    Type.Object({ knownSince: moment, signedInAt: Type.Optional(moment), forgottenAt: moment }),
    { description: 'Browsers and apps that signed in before; what they are is not kept.' },
  ),
  links: Type.Array(Type.Object({ purpose: text, createdAt: moment, expiresAt: moment })),
  mails: Type.Array(
    Type.Object({ kind: text, recipient: text, createdAt: moment, sentAt: Type.Optional(moment) }),
  ),
  events: Type.Array(
    Type.Object({
      id: text,
      type: Type.String({ enum: [...AUDIT_EVENT_TYPES] }),
      occurredAt: moment,
      ip: Type.Optional(text),
      userAgent: Type.Optional(text),
    }),
  ),
});

export function exportedAccount(copy: AccountExport): Static<typeof ExportedAccount> {
  const { user } = copy;
  return {
    exportedAt: iso(copy.exportedAt),
    account: {
      id: user.id,
      email: user.email.address,
      createdAt: iso(user.createdAt),
      language: user.language,
      wantsSecondFactor: user.wantsSecondFactor,
    },
    profile: {
      firstName: user.firstName,
      lastName: user.lastName,
      ...(user.country && { country: user.country }),
      ...(user.dateOfBirth && { dateOfBirth: user.dateOfBirth }),
      language: user.language,
    },
    password: { ...when('changedAt', copy.passwordChangedAt) },
    secondFactor: {
      ...when('totpTurnedOnAt', copy.totpTurnedOnAt),
      recoveryCodesLeft: copy.recoveryCodesLeft,
    },
    sessions: copy.sessions.map(({ id, assuranceLevel, isRemembered, ip, userAgent, ...session }) => ({
      id,
      createdAt: iso(session.createdAt),
      authenticatedAt: iso(session.authenticatedAt),
      lastSeenAt: iso(session.lastSeenAt),
      expiresAt: iso(session.expiresAt),
      assuranceLevel,
      remembered: isRemembered,
      ip,
      userAgent,
    })),
    devices: copy.devices.map(({ knownSince, signedInAt, forgottenAt }) => ({
      knownSince: iso(knownSince),
      ...when('signedInAt', signedInAt),
      forgottenAt: iso(forgottenAt),
    })),
    links: copy.links.map(({ purpose, createdAt, expiresAt }) => ({
      purpose,
      createdAt: iso(createdAt),
      expiresAt: iso(expiresAt),
    })),
    mails: copy.mails.map(({ kind, recipient, createdAt, sentAt }) => ({
      kind,
      recipient,
      createdAt: iso(createdAt),
      ...when('sentAt', sentAt),
    })),
    events: copy.events.map(({ id, type, occurredAt, ip, userAgent }) => ({
      id,
      type,
      occurredAt: iso(occurredAt),
      ...(ip !== undefined && { ip }),
      ...(userAgent !== undefined && { userAgent }),
    })),
  };
}

const iso = (at: Date): string => at.toISOString();

/** The member, or none. */
const when = <Name extends string>(name: Name, at: Date | undefined) =>
  (at ? { [name]: iso(at) } : {}) as { [key in Name]?: string };
