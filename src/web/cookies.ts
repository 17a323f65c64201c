import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Duration, inSeconds } from '#platform/duration.ts';

/** Every cookie of ours, and the only place that knows names and attributes. */
export type CookieName =
  | 'session'
  | 'pending'
  | 'sign_up'
  | 'device'
  | 'forward'
  | 'forward_state'
  | 'link'
  | 'lang';

export interface Cookies {
  /** The value of a well-formed cookie. Two of one name are none: somebody tossed one in. */
  read(request: FastifyRequest, name: CookieName): string | undefined;
  /** Without a lifetime it ends with the browser. */
  set(reply: FastifyReply, name: CookieName, value: string, lifetime?: Duration): void;
  clear(reply: FastifyReply, name: CookieName): void;
}

/** Opaque tokens, several joined by dots in `device`; one that is sealed text, and one that is no secret. */
const TOKENS = /^[\w-]{43}(\.[\w-]{43}){0,4}$/;
const SHAPES: Partial<Record<CookieName, RegExp>> = { forward: /^[\w-]{64,256}$/, lang: /^[a-z]{2}$/ };

/** With a `path`, cookies that are sent to that page alone. */
export function createCookies({ isSecure, path = '/' }: { isSecure: boolean; path?: string }): Cookies {
  // __Host-: no other host and no plain-http page can set or shadow it (RFC 6265bis §4.1.3.2). It allows of no path.
  const securePrefix = path === '/' ? '__Host-' : '__Secure-';
  const prefix = isSecure ? securePrefix : '';
  const attributes = `Path=${path}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;

  return {
    read({ headers }, name) {
      const values = valuesOf(headers.cookie ?? '', `${prefix}${name}`);
      const [value] = values;
      const shape = SHAPES[name] ?? TOKENS;
      return values.length === 1 && value !== undefined && shape.test(value) ? value : undefined;
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
  const values: string[] = [];
  if (!header.includes(name)) return values;
  for (const part of header.split(';')) {
    const pair = part.startsWith(' ') ? part.slice(1) : part;
    if (pair.startsWith(name) && pair[name.length] === '=') values.push(pair.slice(name.length + 1));
  }
  return values;
}
