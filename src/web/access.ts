import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Session } from '#domain/sessions/sessions.ts';
import type { CookieName, Cookies } from './cookies.ts';
import { Problem } from './errors.ts';
import { withReturnTo } from './return-to.ts';

/**
 * Who may come. `anyone`: no session is looked at; `visitor`: one is, if there; `session`: a live one is
 * needed; `fresh_session`: and an identity proof within the window, with the second factor where one is on.
 */
export type Access = 'anyone' | 'visitor' | 'session' | 'fresh_session';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Where the form of a route stands that has no page of its own. */
    formPage?: string;
    /** `Authorization: Bearer` counts here as on the API. */
    takesBearer?: boolean;
  }
  interface FastifyRequest {
    session: Session | undefined;
  }
}

export interface AccessDeps {
  cookies: Pick<Cookies, 'read'>;
  resume: (token: string) => Promise<Session | undefined>;
  /** Whether the person is still there, not disabled, and nothing happened since that ended all sessions. */
  isCurrent: (request: FastifyRequest, session: Session) => Promise<boolean>;
  isFresh: (session: Session) => Promise<boolean>;
}

/** Closed by default: a route that does not say who may come stops the boot. Install before any route. */
export function installAccess(app: FastifyInstance, deps: AccessDeps): void {
  const { cookies, resume, isCurrent, isFresh } = deps;
  app.decorateRequest('session', undefined);
  app.addHook('onRoute', (route) => {
    if (!route.config?.access) throw new Error(`${describe(route)} does not declare who may come`);
  });

  // After the body came in: whoever holds back its last byte must not act with a session that ended meanwhile.
  app.addHook('preValidation', async (request, reply) => {
    const { access } = request.routeOptions.config;
    // Without a route (404) there is nothing to guard.
    if (!access || access === 'anyone') return;
    request.session = await (access === 'visitor' ? lookFor(request) : findSession(request));
    if (access === 'visitor') return;
    if (!request.session) return sendAway(request, reply, '/sign-in', 'not_authenticated');
    if (access === 'fresh_session' && !(await isFresh(request.session))) {
      return sendAway(request, reply, '/confirm-identity', 'reauthentication_required');
    }
  });

  /**
   * A session that an ending has not reached yet is none: that of somebody disabled, or of before a new password, also
   * where the process that changed it died on the way. One that goes on is carried over a moment after the change, so
   * it is looked at twice.
   */
  async function findSession(request: FastifyRequest): Promise<Session | undefined> {
    const token = tokenOf(request, cookies, 'session');
    if (token === undefined) return undefined;
    const session = await resume(token);
    if (!session || (await isCurrent(request, session))) return session;
    const later = await resume(token);
    return later && (await isCurrent(request, later)) ? later : undefined;
  }

  /** A page for everybody is shown also while a store is away. */
  async function lookFor(request: FastifyRequest): Promise<Session | undefined> {
    try {
      return await findSession(request);
    } catch (error) {
      request.log.warn({ err: error }, 'whether somebody is signed in cannot be known');
      return undefined;
    }
  }
}

/** The token a caller brings: `Authorization: Bearer` where it counts, else the cookie of that name. */
export function tokenOf(
  request: FastifyRequest,
  cookies: Pick<Cookies, 'read'>,
  name: Extract<CookieName, 'session' | 'pending'>,
): string | undefined {
  if (!usesBearer(request)) return cookies.read(request, name);
  return /^Bearer ([\w-]{43})$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** The caller holds its token itself and gets a new one in the body instead of a cookie. */
export const usesBearer = (request: FastifyRequest): boolean =>
  /^Bearer /i.test(request.headers.authorization ?? '') &&
  (isApi(request) || request.routeOptions.config.takesBearer === true);

export function requireSession(request: FastifyRequest): Session {
  if (!request.session) throw new Problem('not_authenticated');
  return request.session;
}

/** By the route and not the address, which may be spelt with percent signs. */
const isApi = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url?.startsWith('/api/') ?? false;

function sendAway(
  request: FastifyRequest,
  reply: FastifyReply,
  page: string,
  code: 'not_authenticated' | 'reauthentication_required',
): FastifyReply {
  if (isApi(request)) throw new Problem(code);
  // A form cannot be sent again by a redirect; its page can be shown again.
  const { config, url: formPath } = request.routeOptions;
  const back = request.method === 'GET' ? request.url : (config.formPage ?? formPath);
  return reply.redirect(withReturnTo(page, back), 303);
}

const describe = ({ method, url }: RouteOptions) => `${method} ${url}`;
