import type { FastifyInstance } from 'fastify';
import type { Session } from '#domain/sessions/sessions.ts';
import type { User } from '#domain/users/users.ts';
import { isUnavailable } from '#platform/database/unavailable.ts';
import { tokenOf } from '#web/access.ts';
import type { AppOrigins } from '#web/app-origins.ts';
import { parseAsked } from '#web/asked-by-proxy.ts';
import type { Cookies } from '#web/cookies.ts';
import { queryText } from '#web/pages.ts';
import type { ForwardAuth } from './forward-auth.ts';

export interface ForwardAuthRouteDeps {
  forwardAuth: ForwardAuth;
  appOrigins: AppOrigins;
  cookies: Cookies;
}

const RETRY_AFTER_SECONDS = '2';

/**
 * For the proxies of other apps: 204, 401, 403 or 503, without a body, a redirect or a cookie, whatever happens.
 * Proxies take any 2xx for "yes" and do what they like with the rest. Apart from the query, which the proxy's
 * configuration fixes, only the token is looked at: no header says what was asked for, so none can make it less.
 */
export function forwardAuthRoutes(scope: FastifyInstance, deps: ForwardAuthRouteDeps): void {
  const { forwardAuth, appOrigins, cookies } = deps;

  scope.setErrorHandler((error, request, reply) => {
    const message = isUnavailable(error) ? 'a store is unavailable' : 'unexpected error';
    request.log.error({ err: error }, message);
    return reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).send();
  });

  scope.get('/forward-auth', { config: { access: 'anyone', takesBearer: true } }, async (request, reply) => {
    const asked = parseAsked(request.query, appOrigins);
    if (!asked) return reply.code(403).send();
    const { app, needs } = asked;
    const token = app ? app.cookies.read(request, 'forward') : tokenOf(request, cookies, 'session');
    const isSilent = queryText(request, 'touch') !== '1';
    const outcome = await forwardAuth({ token, origin: app?.origin, needs, isSilent });

    switch (outcome.kind) {
      case 'admitted':
        request.session = outcome.session;
        return reply.code(204).headers(identityHeaders(outcome.user, outcome.session)).send();
      case 'not_admitted':
        return reply.code(401).send();
      case 'insufficient':
        request.session = outcome.session;
        return reply.code(403).send();
    }
  });
}

function identityHeaders(user: User, session: Session): Record<string, string> {
  return {
    'x-auth-user-id': user.id,
    'x-auth-email': headerText(user.email.address),
    'x-auth-name': headerText(`${user.firstName} ${user.lastName}`),
    'x-auth-assurance': session.assuranceLevel,
  };
}

/** Percent-encoded UTF-8: no line break and nothing outside ASCII. `@` stays, so that most addresses read as they are. */
const headerText = (text: string): string => encodeURIComponent(text.toWellFormed()).replaceAll('%40', '@');
