import { de } from './field.words.de.ts';
import { en } from './field.words.en.ts';
import { type Reader, wordsOf } from './language.ts';

/** The stable field error codes; clients of the API branch on them. */
export type FieldCode = keyof typeof en;

export const fieldWords = (reader: Reader, code: FieldCode): string => wordsOf(reader, { en, de })[code];
