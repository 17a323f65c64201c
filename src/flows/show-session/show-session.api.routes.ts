import Type from 'typebox';
import type { Session } from '#domain/sessions/sessions.ts';
import { requireSession } from '#web/access.ts';
import type { Api } from '#web/api.ts';
import { SessionBody, sessionBody, UserBody, userBody } from '#web/bodies.ts';
import type { CurrentUser } from '#web/current-user.ts';

export interface ShowSessionDeps {
  currentUser: CurrentUser;
  hasSecondFactor: (session: Session) => Promise<boolean>;
}

const Answer = Type.Object({ user: UserBody, session: SessionBody });

/** Who is signed in, for apps of the same origin and bearer clients. */
export function showSessionApiRoutes(api: Api, { currentUser, hasSecondFactor }: ShowSessionDeps): void {
  const schema = { summary: 'Who is signed in', tags: ['session'], response: { 200: Answer } };

  api.get('/session', { config: { access: 'session' }, schema }, async (request) => {
    const user = await currentUser(request);
    const session = requireSession(request);
    return { user: userBody(user, await hasSecondFactor(session)), session: sessionBody(session) };
  });
}
