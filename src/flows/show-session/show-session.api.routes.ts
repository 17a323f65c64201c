import Type from 'typebox';
import { requireSession } from '#web/access.ts';
import type { Api } from '#web/api.ts';
import { SessionBody, sessionBody, UserBody, userBody } from '#web/bodies.ts';
import type { CurrentAccount } from '#web/current-account.ts';

export interface ShowSessionDeps {
  currentAccount: CurrentAccount;
}

const Answer = Type.Object({ user: UserBody, session: SessionBody });

/** Who is signed in, for apps of the same origin and bearer clients. */
export function showSessionApiRoutes(api: Api, { currentAccount }: ShowSessionDeps): void {
  const schema = { summary: 'Who is signed in', tags: ['session'], response: { 200: Answer } };

  api.get('/session', { config: { access: 'session' }, schema }, async (request) => {
    const { user, hasSecondFactor } = await currentAccount(request);
    return { user: userBody(user, hasSecondFactor), session: sessionBody(requireSession(request)) };
  });
}
