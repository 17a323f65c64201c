/** The languages that pages and mails are written in; the first speaks to whoever asks for none of them. */
export const LANGUAGES = ['en', 'de'] as const;

export type Language = (typeof LANGUAGES)[number];

export const parseLanguage = (text: unknown): Language | undefined =>
  LANGUAGES.find((language) => language === text);
