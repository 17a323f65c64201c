import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AppSignIns, STATE_LIFETIME } from '#domain/app-sign-ins/app-sign-ins.ts';
import { hashToken, type TokenHash } from '#platform/hashing.ts';
import { requireSession } from '#web/access.ts';
import type { AppOrigins } from '#web/app-origins.ts';
import { type Asked, parseAsked } from '#web/asked-by-proxy.ts';
import type { CurrentUser } from '#web/current-account.ts';
import { Problem } from '#web/errors.ts';
import { wordsOf } from '#web/language.ts';
import { type Pages, queryText, seeOther, sendPage } from '#web/pages.ts';
import { parseReturnTo, withReturnTo } from '#web/return-to.ts';
import { goingOnPage, notLetInPage } from './sign-in-to-app.page.ts';
import type { SignInToApp } from './sign-in-to-app.ts';
import { de } from './sign-in-to-app.words.de.ts';
import { en } from './sign-in-to-app.words.en.ts';

export interface SignInToAppRouteDeps {
  signInToApp: SignInToApp;
  appSignIns: Pick<AppSignIns, 'issueState'>;
  appOrigins: AppOrigins;
  currentUser: CurrentUser;
  publicUrl: string;
  pages: Pages;
}

/** Below it all is ours, on whichever origin the proxy of an app passes it on. */
const AT_APP = '/.latchkey/';
const HERE = '/forward-auth';
const HSTS = 'strict-transport-security';

/**
 * The way to an app, in order: `/.latchkey/start` at the app, `/forward-auth/start` here, `/.latchkey/callback` at
 * the app. None answers HEAD, which would use up a code.
 */
export function signInToAppRoutes(app: FastifyInstance, deps: SignInToAppRouteDeps): void {
  const { signInToApp, appSignIns, appOrigins, currentUser, publicUrl, pages } = deps;
  const open = { config: { access: 'anyone' }, exposeHeadRoute: false } as const;
  // Our own says includeSubDomains, which is not ours to say of the app's host.
  const atApp = {
    ...open,
    onRequest: async (_request: FastifyRequest, reply: FastifyReply) => {
      if (reply.hasHeader(HSTS)) reply.header(HSTS, 'max-age=63072000');
    },
  };

  // Where a proxy sends who was answered 401 or 403. Scripts get the 401: they cannot follow to a page.
  app.get(`${AT_APP}start`, atApp, async (request, reply) => {
    const { app: at, needs, parameters } = requireAsked(request);
    if (!isNavigation(request)) throw new Problem('not_authenticated');
    // A header beside the parameter: Nginx cannot encode an address for a query. Traefik names the whole address.
    const wanted = queryText(request, 'returnTo') ?? request.headers['x-return-to'];
    const returnTo = parsePath(withoutOrigin(wanted, at?.origin ?? publicUrl));
    const onward = new URLSearchParams(parameters);
    if (returnTo) onward.set('returnTo', returnTo);
    if (at) {
      const { cookies, origin } = at;
      if (await signInToApp.isIn(cookies.read(request, 'forward'), origin, needs))
        return seeOther(reply, returnTo ?? '/');
      const state = appSignIns.issueState(cookies.read(request, 'forward_state'));
      cookies.set(reply, 'forward_state', state, STATE_LIFETIME);
      onward.set('state', hashToken(state));
    }
    return seeOther(reply, `${publicUrl}${HERE}/start?${onward}`);
  });

  const signedIn = { config: { access: 'session' }, exposeHeadRoute: false } as const;
  app.get(`${HERE}/start`, signedIn, async (request, reply) => {
    const { app: to, needs } = requireAsked(request);
    // Who is disabled would come back from the app at once.
    await currentUser(request);
    const returnTo = parsePath(queryText(request, 'returnTo'));
    const goingOn = { needs, app: to && { origin: to.origin, state: requireState(request) }, returnTo };
    const outcome = await signInToApp.goOn(requireSession(request), goingOn);

    switch (outcome.kind) {
      case 'let_on':
        return seeOther(reply, returnTo ?? '/');
      case 'code_issued': {
        const { origin, code } = outcome;
        const href = `${origin}${AT_APP}callback?code=${code}`;
        // Not a redirect: behind the form that signs in, the policy (form-action) ends those that leave this origin.
        reply.header('refresh', `0; url=${href}`);
        return sendPage(reply, goingOnPage(pages.plainContextOf(request), { host: hostOf(origin), href }));
      }
      case 'proof_needed':
        return seeOther(
          reply,
          outcome.by === 'confirming_identity'
            ? withReturnTo('/confirm-identity', request.url)
            : '/account/second-factor/set-up',
        );
    }
  });

  app.get(`${AT_APP}callback`, atApp, async (request, reply) => {
    const { app: at } = requireAsked(request);
    if (!at) throw new Problem('malformed_request');
    const { origin, cookies } = at;
    const outcome = await signInToApp.arrive({
      code: queryText(request, 'code') ?? '',
      origin,
      state: cookies.read(request, 'forward_state'),
      held: cookies.read(request, 'forward'),
    });
    const returnTo = parsePath(outcome.returnTo) ?? '/';

    switch (outcome.kind) {
      case 'arrived':
        cookies.set(reply, 'forward', outcome.token);
        return seeOther(reply, returnTo);
      case 'refused':
        return seeOther(reply, `${publicUrl}${HERE}/failed?${new URLSearchParams({ origin, returnTo })}`);
    }
  });

  // Here and not at the app, whose origin does not serve our stylesheet.
  app.get(`${HERE}/failed`, open, async (request, reply) => {
    const { app: to } = requireAsked(request);
    if (!to) throw new Problem('malformed_request');
    const href = `${to.origin}${parsePath(queryText(request, 'returnTo')) ?? '/'}`;
    return sendPage(
      reply,
      notLetInPage(pages.plainContextOf(request), { host: hostOf(to.origin), href }),
      400,
    );
  });

  function requireAsked(request: FastifyRequest): Asked {
    const asked = parseAsked(request.query, appOrigins);
    if (asked) return asked;
    const { unknownApp } = wordsOf(request, { en, de });
    throw new Problem('malformed_request', { detail: en.unknownApp, lead: unknownApp });
  }
}

function requireState(request: FastifyRequest): TokenHash {
  const state = queryText(request, 'state') ?? '';
  if (!/^[\w-]{43}$/.test(state)) throw new Problem('malformed_request');
  return state as TokenHash;
}

const withoutOrigin = (text: unknown, origin: string): unknown =>
  typeof text === 'string' && text.startsWith(`${origin}/`) ? text.slice(origin.length) : text;

/** A path of the app; one of ours there would lead round in a circle. */
function parsePath(text: unknown): string | undefined {
  const path = parseReturnTo(text);
  return path?.startsWith(AT_APP) ? undefined : path;
}

/** A person who can be sent somewhere, and not a script. Over plain http browsers do not say which it is. */
function isNavigation({ headers }: FastifyRequest): boolean {
  const mode = headers['sec-fetch-mode'];
  return mode === undefined ? (headers.accept ?? '').includes('text/html') : mode === 'navigate';
}

const hostOf = (origin: string): string => new URL(origin).host;
