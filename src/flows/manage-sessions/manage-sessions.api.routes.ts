import Type from 'typebox';
import type { SessionId } from '#domain/ids.ts';
import { requireSession } from '#web/access.ts';
import type { Api } from '#web/api.ts';
import { NoContent } from '#web/bodies.ts';
import { clientOf } from '#web/client.ts';
import type { CurrentUser } from '#web/current-account.ts';
import { deviceInEnglish } from '#web/device-words.ts';
import { Problem } from '#web/errors.ts';
import { parseId } from '#web/parse-id.ts';
import type { ManageSessions } from './manage-sessions.ts';

export interface ManageSessionsApiDeps {
  manageSessions: ManageSessions;
  currentUser: CurrentUser;
}

const text = Type.String();
const Entry = Type.Object({
  id: text,
  current: Type.Boolean(),
  createdAt: text,
  lastSeenAt: text,
  expiresAt: text,
  ip: text,
  userAgent: text,
  device: text,
});
const tags = ['devices'];

export function manageSessionsApiRoutes(
  api: Api,
  { manageSessions, currentUser }: ManageSessionsApiDeps,
): void {
  const config = { access: 'session' } as const;
  const list = {
    summary: 'Devices signed in',
    tags,
    response: { 200: Type.Object({ sessions: Type.Array(Entry) }) },
  };
  const end = { summary: 'End one', tags, params: Type.Object({ id: text }), response: { 204: NoContent } };
  const endOthers = {
    summary: 'End all others',
    tags,
    response: { 200: Type.Object({ ended: Type.Integer() }) },
  };

  api.get('/sessions', { config, schema: list }, async (request) => {
    const current = requireSession(request);
    const sessions = await manageSessions.list(current);
    return {
      sessions: sessions.map(({ id, createdAt, lastSeenAt, expiresAt, ip, userAgent }) => ({
        id,
        current: id === current.id,
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        ip,
        userAgent,
        device: deviceInEnglish(userAgent),
      })),
    };
  });

  api.delete('/sessions/:id', { config, schema: end }, async (request, reply) => {
    const id = parseId<SessionId>(request.params.id);
    const hasEnded =
      id !== undefined && (await manageSessions.end(requireSession(request), id, clientOf(request)));
    if (!hasEnded) throw new Problem('not_found');
    return reply.code(204).send(null);
  });

  api.delete('/sessions', { config, schema: endOthers }, async (request) => {
    const user = await currentUser(request);
    return { ended: await manageSessions.endOthers(user, requireSession(request), clientOf(request)) };
  });
}
