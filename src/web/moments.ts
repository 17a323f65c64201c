import type { Language, Reader } from './language.ts';

const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

/** Day and time, of UTC: the server does not know where the reader is. */
export const inWords = ({ language }: Reader, at: Date): string =>
  new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(at);
