import { type Reader, wordsOf } from '#web/language.ts';
import { de } from './components.words.de.ts';
import { en } from './components.words.en.ts';

/** What components say by themselves. */
export const componentWords = (reader: Reader): typeof en => wordsOf(reader, { en, de });
