/*
 * What a chosen password lacks, as far as it can be said without asking any list: judged by the service, and shown by the
 * browser while it is typed. Nothing here may need Node.
 */

/** What a guesser would try first for this person. */
export interface OwnWords {
  email: string;
  firstName: string;
  lastName: string;
}

const LEFT_WITHOUT_OWN_WORDS = 8;
const SHORTEST_OWN_WORD = 4;

/** Code points, as people count. */
export const characters = (text: string): number => [...text].length;

export function isMostlyOwnWords(password: string, person: OwnWords, productName: string): boolean {
  const left = withoutWords(password, ownWords(person, productName));
  return characters(left) < LEFT_WITHOUT_OWN_WORDS;
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
