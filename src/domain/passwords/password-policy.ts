import { createRequire } from 'node:module';
import { characters, type Password } from './password.ts';

/** Why a password may not be chosen. The words for it are the page's business. */
export type PolicyViolation = 'password_too_short' | 'password_too_common' | 'password_contains_own_words';

/** What a guesser would try first for this person. */
export interface OwnWords {
  email: string;
  firstName: string;
  lastName: string;
}

export interface PasswordPolicy {
  /** The same answer at sign-up, change and reset. `undefined`: the password may be used. */
  check(password: Password, person: OwnWords): PolicyViolation | undefined;
}

const LEFT_WITHOUT_OWN_WORDS = 8;
const SHORTEST_OWN_WORD = 4;

export function createPasswordPolicy(options: { minLength: number; productName: string }): PasswordPolicy {
  return {
    check(password, person) {
      if (characters(password) < options.minLength) return 'password_too_short';
      if (isCommon(password)) return 'password_too_common';
      const left = withoutWords(password, ownWords(person, options.productName));
      return characters(left) < LEFT_WITHOUT_OWN_WORDS ? 'password_contains_own_words' : undefined;
    },
  };
}

function ownWords({ email, firstName, lastName }: OwnWords, productName: string): string[] {
  const own = [email, firstName, lastName].map((text) => text.normalize('NFC'));
  // A double name is two names: whoever guesses tries each.
  const parts = own.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u));
  return [...own, ...parts, productName.normalize('NFC'), 'latchkey']
    .map((word) => word.toLowerCase())
    .filter((word) => characters(word) >= SHORTEST_OWN_WORD)
    .sort((one, other) => other.length - one.length);
}

function withoutWords(password: string, words: readonly string[]): string {
  return words.reduce((left, word) => left.replaceAll(word, ''), password.toLowerCase());
}

/**
 * The list is a plain file of a package, read at the first use: not at start, where it would cost time,
 * and not over the network, where it would tell others what people type.
 */
let commonPasswords: ReadonlySet<string> | undefined;

function isCommon(password: string): boolean {
  commonPasswords ??= new Set(readList());
  return commonPasswords.has(password.toLowerCase());
}

function readList(): string[] {
  const require = createRequire(import.meta.url);
  const list: unknown = require('@zxcvbn-ts/language-common');
  return (list as { dictionary: { 'passwords-common': string[] } }).dictionary['passwords-common'];
}
