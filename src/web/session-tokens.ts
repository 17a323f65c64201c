import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BroughtTokens } from '#domain/completed-sign-in.ts';
import { DEVICE_LIFETIME } from '#domain/devices/devices.ts';
import type { StartedSession } from '#domain/sessions/sessions.ts';
import type { Duration } from '#platform/duration.ts';
import { usesBearer } from './access.ts';
import type { Cookies } from './cookies.ts';

const MOST_DEVICE_TOKENS = 5;

/** How tokens reach the caller: a browser by cookie, any other client in the body. */
export interface SessionTokens {
  /** Puts a new session into the cookie. */
  setSession(reply: FastifyReply, started: StartedSession): void;
  /** After a token change: the cookie for a browser, `{ token }` for a bearer client. */
  hand(request: FastifyRequest, reply: FastifyReply, started: StartedSession): { token?: string };
  /** What a browser brings from earlier. */
  readBrowser(request: FastifyRequest): BroughtTokens;
  /** What an app brings, which sends its `deviceToken` in the body. Its sign-in replaces no cookie. */
  readApp(deviceToken: string | undefined): BroughtTokens;
  /** Whichever the caller of the API has: the cookie of a browser, or an app's own in the body. */
  readDevices(request: FastifyRequest, deviceToken: string | undefined): readonly string[];
  /** Adds a new device token, dropping the oldest of more than five. */
  addDevice(request: FastifyRequest, reply: FastifyReply, token: string | undefined): void;
}

export function createSessionTokens(cookies: Cookies, rememberedLifetime: Duration): SessionTokens {
  const readDevices = (request: FastifyRequest) => cookies.read(request, 'device')?.split('.') ?? [];
  const setSession = (reply: FastifyReply, { session, token }: StartedSession) =>
    cookies.set(reply, 'session', token, session.isRemembered ? rememberedLifetime : undefined);

  return {
    setSession,
    hand(request, reply, started) {
      if (usesBearer(request)) return { token: started.token };
      setSession(reply, started);
      return {};
    },
    readBrowser: (request) => ({
      deviceTokens: readDevices(request),
      formerToken: cookies.read(request, 'session'),
    }),
    readApp: (deviceToken) => ({ deviceTokens: deviceToken ? [deviceToken] : [], formerToken: undefined }),
    readDevices: (request, deviceToken) => (deviceToken === undefined ? readDevices(request) : [deviceToken]),
    addDevice(request, reply, token) {
      if (!token) return;
      const tokens = [...readDevices(request), token].slice(-MOST_DEVICE_TOKENS);
      cookies.set(reply, 'device', tokens.join('.'), DEVICE_LIFETIME);
    },
  };
}
