import type { UserId } from '../ids.ts';
import { characters } from './chosen-password.ts';

declare const brand: unique symbol;

/** What a person typed, in NFC: é from macOS and é from Windows are one password. */
export type Password = string & { readonly [brand]: 'plain' };
/** An argon2id hash in PHC form. */
export type PasswordHash = string & { readonly [brand]: 'hash' };

export interface StoredPassword {
  userId: UserId;
  hash: PasswordHash;
}

const LONGEST_PASSWORD = 256;
const LONGEST_IN_BYTES = 1_024;
/** Before composition a letter takes up to four UTF-16 units (NFD); judged before any work. */
export const LONGEST_TYPED_PASSWORD = 4 * LONGEST_PASSWORD;

/**
 * The one place where passwords are normalised, at setting and at verifying alike. `undefined` for what no
 * password may be: empty, too long, ill-formed Unicode, NUL. Spaces are significant; nothing is truncated.
 */
export function parsePassword(text: string): Password | undefined {
  if (text.length === 0 || text.length > LONGEST_TYPED_PASSWORD) return undefined;
  if (!text.isWellFormed() || text.includes('\0')) return undefined;
  const password = text.normalize('NFC');
  if (characters(password) > LONGEST_PASSWORD || Buffer.byteLength(password) > LONGEST_IN_BYTES)
    return undefined;
  return password as Password;
}
