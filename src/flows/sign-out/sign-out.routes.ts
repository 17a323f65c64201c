import type { FastifyInstance } from 'fastify';
import { requireSession } from '#web/access.ts';
import { clientOf } from '#web/client.ts';
import type { Cookies } from '#web/cookies.ts';
import { seeOther } from '#web/pages.ts';
import type { SignOut } from './sign-out.ts';

export interface SignOutRouteDeps {
  signOut: SignOut;
  cookies: Cookies;
}

export function signOutRoutes(app: FastifyInstance, { signOut, cookies }: SignOutRouteDeps): void {
  app.post('/sign-out', { config: { access: 'session', formPage: '/dashboard' } }, async (request, reply) => {
    await signOut(requireSession(request), clientOf(request));
    cookies.clear(reply, 'session');
    // What the browser kept of our pages goes; cookies are ours to clear, one by one.
    reply.header('clear-site-data', '"cache", "storage"');
    return seeOther(reply, '/sign-in?notice=signed_out');
  });
}
