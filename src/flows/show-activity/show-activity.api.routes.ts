import Type from 'typebox';
import { AUDIT_EVENT_TYPES } from '#domain/audit-log/audit-log.ts';
import { requireSession } from '#web/access.ts';
import type { Api } from '#web/api.ts';
import { Problem } from '#web/errors.ts';
import { fieldError } from '#web/form.ts';
import { queryText } from '#web/pages.ts';
import { parseId } from '#web/parse-id.ts';
import type { ShowActivityDeps } from './show-activity.routes.ts';

const EventBody = Type.Object({
  id: Type.String(),
  type: Type.String({ enum: [...AUDIT_EVENT_TYPES] }),
  occurredAt: Type.String(),
  ip: Type.Optional(Type.String()),
  userAgent: Type.Optional(Type.String()),
});
const Page = Type.Object({ events: Type.Array(EventBody), nextCursor: Type.Optional(Type.String()) });

export function showActivityApiRoutes(api: Api, { databases, auditLog }: ShowActivityDeps): void {
  const schema = {
    summary: 'Own security events, newest first',
    tags: ['activity'],
    querystring: Type.Object({ cursor: Type.Optional(Type.String()) }),
    response: { 200: Page },
  };

  api.get('/account/events', { config: { access: 'session' }, schema }, async (request) => {
    const asked = queryText(request, 'cursor');
    const cursor = asked === undefined ? undefined : parseId<string>(asked);
    if (asked !== undefined && cursor === undefined) {
      throw new Problem('validation_failed', { errors: [fieldError('cursor', 'cursor_invalid')] });
    }
    const { userId, email } = requireSession(request);
    const { events, nextCursor } = await databases.deciding(email, (db) =>
      auditLog.list(db, userId, { cursor }),
    );
    return {
      events: events.map(({ id, type, occurredAt, ip, userAgent }) => ({
        id,
        type,
        occurredAt: occurredAt.toISOString(),
        ...(ip !== undefined && { ip }),
        ...(userAgent !== undefined && { userAgent }),
      })),
      ...(nextCursor && { nextCursor }),
    };
  });
}
