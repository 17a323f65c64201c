import { readFile } from 'node:fs/promises';
import { decodeFilter, type Filter } from '#platform/filter-file.ts';
import type { Password } from './password.ts';

/** Written by `npm run breached-passwords`. */
export const BREACHED_PASSWORDS = new URL('./breached-passwords.bloom', import.meta.url);

/** Read at the first use: not at start, which it would make longer for everybody who chooses no password. */
let filter: Promise<Filter> | undefined;

/**
 * Whether it is among those that leaked most often, in capitals or not: guessers try both. Nobody is asked.
 * One in a hundred thousand others is taken for one of them.
 */
export async function isListed(password: Password): Promise<boolean> {
  filter ??= readFile(BREACHED_PASSWORDS)
    .then(decodeFilter)
    .catch((error) => {
      filter = undefined;
      throw error;
    });
  return (await filter).has(password.toLowerCase());
}
