import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Duration, inSeconds } from '#platform/duration.ts';

/** Every cookie of ours, and the only place that knows names and attributes. */
export type CookieName = 'session' | 'pending' | 'sign_up' | 'device';

export interface Cookies {
  /** The value of a well-formed cookie. Two of one name are none: somebody tossed one in. */
  read(request: FastifyRequest, name: CookieName): string | undefined;
  /** Without a lifetime it ends with the browser. */
  set(reply: FastifyReply, name: CookieName, value: string, lifetime?: Duration): void;
  clear(reply: FastifyReply, name: CookieName): void;
}

/** Opaque tokens, several joined by dots in `device`. */
const VALUE = /^[\w-]{43}(\.[\w-]{43}){0,4}$/;

export function createCookies({ isSecure }: { isSecure: boolean }): Cookies {
  // __Host-: no other host and no plain-http page can set or shadow it (RFC 6265bis §4.1.3.2).
  const prefix = isSecure ? '__Host-' : '';
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;

  return {
    read({ headers }, name) {
      const values = valuesOf(headers.cookie ?? '', `${prefix}${name}`);
      const [value] = values;
      return values.length === 1 && value !== undefined && VALUE.test(value) ? value : undefined;
    },
    set(reply, name, value, lifetime) {
      const maxAge = lifetime === undefined ? '' : `; Max-Age=${inSeconds(lifetime)}`;
      reply.header('set-cookie', `${prefix}${name}=${value}; ${attributes}${maxAge}`);
    },
    clear(reply, name) {
      reply.header('set-cookie', `${prefix}${name}=; ${attributes}; Max-Age=0`);
    },
  };
}

/** Names compared exactly, trimmed of nothing but the separator's space: browsers disagree about the rest. */
function valuesOf(header: string, name: string): string[] {
  return header
    .split(';')
    .map((pair) => (pair.startsWith(' ') ? pair.slice(1) : pair))
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}
