import { hash } from 'node:crypto';

declare const hashed: unique symbol;

/** SHA-256 of a token, base64url. A type of its own, so that a plain token cannot be stored in its place. */
export type TokenHash = string & { readonly [hashed]: true };

/**
 * Tokens carry 256 random bits, so one round of SHA-256 is enough: there is nothing to guess,
 * and whoever reads the store cannot turn a hash back into a token.
 */
export function hashToken(token: string): TokenHash {
  return hash('sha256', token, 'base64url') as TokenHash;
}

/**
 * A name for a record or counter about `text`: addresses of people do not lie around in a store, and keys have one
 * length. 132 bits: no two texts share one.
 */
export const hashedName = (text: string): string => hashToken(text).slice(0, 22);
