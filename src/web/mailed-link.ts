import type { FastifyReply, FastifyRequest } from 'fastify';
import { minutes } from '#platform/duration.ts';
import { createCookies } from './cookies.ts';
import { queryText, seeOther } from './pages.ts';

/** A page that a mailed link opens. Its token must not stay where others look: address bar, history, `Referer`. */
export interface MailedLink {
  /** What the request brings, in its address or in the cookie; empty when it brings none. */
  tokenOf(request: FastifyRequest): string;
  /** Sends a browser to the address without the token; `undefined` when the page is to be shown. Good tokens only. */
  leaveAddressBar(request: FastifyRequest, reply: FastifyReply, token: string): FastifyReply | undefined;
  /** The token was used. That of another link, opened in another tab, stays. */
  forget(request: FastifyRequest, reply: FastifyReply, token: string): void;
}

/** Long enough to load the page again; what is typed there is sent with the token of the page itself. */
const LIFETIME = minutes(10);

export type MailedLinks = ReturnType<typeof createMailedLinks>;

export function createMailedLinks({ isSecure }: { isSecure: boolean }) {
  /** `path`: where the page is; no other is sent the token. */
  return function mailedLinkAt(path: string): MailedLink {
    const cookies = createCookies({ isSecure, path });

    return {
      tokenOf: (request) =>
        isInAddress(request) ? (queryText(request, 'token') ?? '') : (cookies.read(request, 'link') ?? ''),

      leaveAddressBar(request, reply, token) {
        if (!isInAddress(request) || !isShownByBrowser(request)) return undefined;
        if (queryText(request, 'moved') === undefined) {
          cookies.set(reply, 'link', token, LIFETIME);
          return seeOther(reply, `${path}?token=${encodeURIComponent(token)}&moved=1`);
        }
        // A browser that keeps no cookies, or has two of the name, is shown the page where it is.
        return cookies.read(request, 'link') === token ? seeOther(reply, path) : undefined;
      },

      forget(request, reply, token) {
        if (cookies.read(request, 'link') === token) cookies.clear(reply, 'link');
      },
    };
  };
}

const isInAddress = (request: FastifyRequest): boolean =>
  (request.query as Record<string, unknown>).token !== undefined;

/**
 * By what browsers alone send with a page they are about to show; the older header where the newer is missing. Whoever
 * sends neither has no address bar, and gets the page by one request: scripts, mail scanners, tests of the contract.
 */
function isShownByBrowser({ headers }: FastifyRequest): boolean {
  const destination = headers['sec-fetch-dest'];
  return destination === undefined
    ? headers['upgrade-insecure-requests'] === '1'
    : destination === 'document';
}
