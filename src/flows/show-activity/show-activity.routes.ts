import type { FastifyInstance } from 'fastify';
import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Databases } from '#platform/database/database.ts';
import { requireSession } from '#web/access.ts';
import { eventView } from '#web/account-views.ts';
import { type Pages, queryText, sendPage } from '#web/pages.ts';
import { parseId } from '#web/parse-id.ts';
import { activityPage } from './show-activity.page.ts';

export interface ShowActivityDeps {
  databases: Pick<Databases, 'deciding'>;
  auditLog: Pick<AuditLog, 'list'>;
}

export function showActivityRoutes(
  app: FastifyInstance,
  { databases, auditLog, pages }: ShowActivityDeps & { pages: Pages },
): void {
  app.get('/account/activity', { config: { access: 'session' } }, async (request, reply) => {
    const cursor = parseId<string>(queryText(request, 'cursor') ?? '');
    const { userId, email } = requireSession(request);
    const { events, nextCursor } = await databases.deciding(email, (db) =>
      auditLog.list(db, userId, { cursor }),
    );
    return sendPage(
      reply,
      activityPage(await pages.contextOf(request), {
        events: events.map((event) => eventView(request, event)),
        nextCursor,
        isFirst: cursor === undefined,
      }),
    );
  });
}
