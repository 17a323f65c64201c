import { type FieldCode, fieldWords } from './field-words.ts';
import { type Reader, wordsOf } from './language.ts';
import { de } from './script.words.de.ts';
import { en } from './script.words.en.ts';

/** Mistakes that a browser sees by itself; it says them in the words of the service. */
const JUDGED_HERE = [
  'required',
  'email_invalid',
  'date_invalid',
  'password_too_common',
  'password_contains_own_words',
] as const satisfies FieldCode[];

export type ScriptWords = typeof en & { mistakes: Record<(typeof JUDGED_HERE)[number], string> };

export function scriptWords(reader: Reader): ScriptWords {
  const mistakes = Object.fromEntries(JUDGED_HERE.map((code) => [code, fieldWords(reader, code)]));
  return { ...wordsOf(reader, { en, de }), mistakes } as ScriptWords;
}
