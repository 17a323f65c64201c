import type { FastifyInstance } from 'fastify';
import type { SessionId } from '#domain/ids.ts';
import { requireSession } from '#web/access.ts';
import { deviceView } from '#web/account-views.ts';
import { clientOf } from '#web/client.ts';
import type { Cookies } from '#web/cookies.ts';
import type { CurrentUser } from '#web/current-account.ts';
import { Problem } from '#web/errors.ts';
import { type Pages, queryText, seeOther, sendPage } from '#web/pages.ts';
import { parseId } from '#web/parse-id.ts';
import { devicesPage } from './manage-sessions.page.ts';
import type { ManageSessions } from './manage-sessions.ts';

export interface ManageSessionsRouteDeps {
  manageSessions: ManageSessions;
  currentUser: CurrentUser;
  pages: Pages;
  cookies: Cookies;
}

export function manageSessionsRoutes(app: FastifyInstance, deps: ManageSessionsRouteDeps): void {
  const { manageSessions, currentUser, pages, cookies } = deps;
  const config = { access: 'session', formPage: '/account/sessions' } as const;

  app.get('/account/sessions', { config }, async (request, reply) => {
    const current = requireSession(request);
    const sessions = await manageSessions.list(current);
    const ended = /^\d{1,3}$/.exec(queryText(request, 'ended') ?? '')?.[0];
    return sendPage(
      reply,
      devicesPage(await pages.contextOf(request), {
        devices: sessions.map((session) => deviceView(request, session, current)),
        ended: ended === undefined ? undefined : Number(ended),
      }),
    );
  });

  app.post<{ Params: { id: string } }>('/account/sessions/:id/end', { config }, async (request, reply) => {
    const session = requireSession(request);
    const id = parseId<SessionId>(request.params.id);
    if (!id || !(await manageSessions.end(session, id, clientOf(request)))) throw new Problem('not_found');
    if (id !== session.id) return seeOther(reply, '/account/sessions?ended=1');
    cookies.clear(reply, 'session');
    return seeOther(reply, '/sign-in?notice=signed_out');
  });

  app.post('/account/sessions/end-others', { config }, async (request, reply) => {
    const ended = await manageSessions.endOthers(
      await currentUser(request),
      requireSession(request),
      clientOf(request),
    );
    return seeOther(reply, `/account/sessions?ended=${ended}`);
  });
}
