import type { en } from './change-password.words.en.ts';

export const de: typeof en = {
  title: 'Passwort ändern',
  security: 'Sicherheit',
  saved: 'Ihr neues Passwort ist gespeichert. Alle Ihre anderen Geräte sind abgemeldet.',
  current: 'Jetziges Passwort',
  new: 'Neues Passwort',
  hint: (minLength) =>
    `Mindestens ${minLength} Zeichen. Gut sind ein paar Wörter, die nichts miteinander zu tun haben.`,
  consequence: 'Wenn Sie Ihr Passwort ändern, werden Sie auf allen anderen Geräten abgemeldet.',
  submit: 'Passwort ändern',
  notice: {
    subject: 'Ihr Passwort wurde geändert',
    paragraph: 'Für Ihr Konto wurde ein neues Passwort gesetzt.',
  },
};
