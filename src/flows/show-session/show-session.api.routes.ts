import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { ProvedPerson, Session, Sessions } from '#domain/sessions/sessions.ts';
import { requireSession } from '#web/access.ts';
import type { Api } from '#web/api.ts';
import { personBody, SessionBody, sessionBody, UserBody } from '#web/bodies.ts';
import type { CurrentUser } from '#web/current-user.ts';

export interface ShowSessionDeps {
  currentUser: CurrentUser;
  hasSecondFactor: (session: Session) => Promise<boolean>;
  sessions: Pick<Sessions, 'prove'>;
}

const Answer = Type.Object({ user: UserBody, session: SessionBody });

/** Who is signed in, for apps of the same origin and bearer clients. */
export function showSessionApiRoutes(api: Api, deps: ShowSessionDeps): void {
  const { currentUser, sessions } = deps;
  const schema = { summary: 'Who is signed in', tags: ['session'], response: { 200: Answer } };

  api.get('/session', { config: { access: 'session', trustsProof: true }, schema }, async (request) => {
    const session = requireSession(request);
    const person = session.proof?.person ?? (await readPerson(request, session));
    return { user: personBody(session.userId, person), session: sessionBody(session) };
  });

  async function readPerson(request: FastifyRequest, session: Session): Promise<ProvedPerson> {
    const { firstName, lastName, email } = await currentUser(request);
    const hasSecondFactor = await deps.hasSecondFactor(session);
    const person = { email: email.address, firstName, lastName, hasSecondFactor };
    await sessions.prove(session, person);
    return person;
  }
}
