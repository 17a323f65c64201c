import type { en } from './accept-code.words.en.ts';

export const de: typeof en = {
  subject: 'Ein Wiederherstellungscode wurde benutzt',
  paragraph: (left) =>
    `Einer Ihrer Wiederherstellungscodes wurde anstelle der Authenticator-App benutzt. Übrig: ${left}.`,
};
