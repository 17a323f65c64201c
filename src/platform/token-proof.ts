import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What both sides put into one exchange, so that nothing of it is good in another. */
export interface Exchange {
  /** The asker's: 256 random bits. */
  nonce: string;
  /** What the asked one answered with. */
  challenge: string;
}

/**
 * Shows, to whoever holds the same token, that one holds it, without saying it (HMAC-SHA-256 under the token, which
 * carries 256 random bits). Three proofs, none of which can stand for another: of the one who is asked, before it is
 * told anything; of the request; of the answer.
 */
export function createTokenProof(token: string) {
  const prove = (what: string, { nonce, challenge }: Exchange, ...parts: (string | number)[]) =>
    createHmac('sha256', token)
      .update(JSON.stringify([what, nonce, challenge, ...parts]))
      .digest('base64url');

  return {
    ofChallenge: (exchange: Exchange) => prove('challenge', exchange),
    ofRequest: (exchange: Exchange, method: string, path: string, bodyHash: string) =>
      prove('request', exchange, method, path, bodyHash),
    ofAnswer: (exchange: Exchange, status: number, bodyHash: string) =>
      prove('answer', exchange, status, bodyHash),
  };
}

/** In constant time: how much of a guess was right does not show. */
export function isSameProof(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}

export const hashBody = (body: string | Uint8Array): string =>
  createHash('sha256').update(body).digest('base64url');

const SCHEME = 'Latchkey';
const VALUE = /^[\w-]{43}$/;

/** For `Authorization` and `WWW-Authenticate`: every value is 32 bytes in base64url. */
export function toHeader(values: Record<string, string>): string {
  const pairs = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return `${SCHEME} ${pairs.join(', ')}`.trimEnd();
}

/** `undefined`: another scheme, or not exactly these values in this order. */
export function fromHeader<Name extends string>(
  header: string | null | undefined,
  ...names: Name[]
): Record<Name, string> | undefined {
  if (!isOurScheme(header)) return undefined;
  const pairs = header.slice(SCHEME.length + 1).split(', ');
  const values = pairs.map((pair, index) => pair.slice(`${names[index]}=`.length));
  const isWhole =
    pairs.length === names.length && pairs.every((pair, at) => pair.startsWith(`${names[at]}=`));
  if (!isWhole || !values.every((value) => VALUE.test(value))) return undefined;
  return Object.fromEntries(names.map((name, index) => [name, values[index]])) as Record<Name, string>;
}

export const isOurScheme = (header: string | null | undefined): header is string =>
  header === SCHEME || header?.startsWith(`${SCHEME} `) === true;
