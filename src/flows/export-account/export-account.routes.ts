import type { FastifyInstance } from 'fastify';
import { requireSession } from '#web/access.ts';
import { clientOf } from '#web/client.ts';
import { type Pages, sendPage } from '#web/pages.ts';
import type { ExportAccountApiDeps } from './export-account.api.routes.ts';
import { exportAccountPage } from './export-account.page.ts';
import { exportedAccount } from './exported-account.ts';

export interface ExportAccountRouteDeps extends ExportAccountApiDeps {
  pages: Pages;
}

/** The same copy as a file, for people. */
export function exportAccountRoutes(
  app: FastifyInstance,
  { exportAccount, currentUser, pages }: ExportAccountRouteDeps,
): void {
  const config = { access: 'fresh_session' } as const;

  app.get('/account/export', { config }, async (request, reply) =>
    sendPage(reply, exportAccountPage(await pages.contextOf(request))),
  );

  app.post('/account/export', { config }, async (request, reply) => {
    const user = await currentUser(request);
    const copy = exportedAccount(await exportAccount(user, requireSession(request), clientOf(request)));
    const day = copy.exportedAt.slice(0, 10);
    return reply
      .header('content-disposition', `attachment; filename="account-${day}.json"`)
      .type('application/json; charset=utf-8')
      .send(`${JSON.stringify(copy, undefined, 2)}\n`);
  });
}
