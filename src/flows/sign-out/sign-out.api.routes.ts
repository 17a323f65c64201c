import { requireSession, usesBearer } from '#web/access.ts';
import type { Api } from '#web/api.ts';
import { NoContent } from '#web/bodies.ts';
import { clientOf } from '#web/client.ts';
import type { SignOutRouteDeps } from './sign-out.routes.ts';

export function signOutApiRoutes(api: Api, { signOut, cookies }: SignOutRouteDeps): void {
  const schema = { summary: 'Sign out', tags: ['session'], response: { 204: NoContent } };

  api.post('/sign-out', { config: { access: 'session' }, schema }, async (request, reply) => {
    await signOut(requireSession(request), clientOf(request));
    if (!usesBearer(request)) cookies.clear(reply, 'session');
    return reply.code(204).send(null);
  });
}
