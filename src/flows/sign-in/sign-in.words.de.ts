import type { en } from './sign-in.words.en.ts';

export const de: typeof en = {
  title: 'Anmelden',
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  forgotten: 'Passwort vergessen?',
  remember: 'Angemeldet bleiben',
  submit: 'Anmelden',
  newHere: 'Neu hier?',
  signUp: 'Registrieren',
  notices: {
    email_verified: 'Ihre Adresse ist bestätigt. Sie können sich jetzt anmelden.',
    password_reset: 'Ihr neues Passwort ist gespeichert. Melden Sie sich damit an.',
    signed_out: 'Sie sind abgemeldet.',
  },
  rejected: 'E-Mail-Adresse oder Passwort ist falsch.',
  throttled: 'Das waren zu viele Versuche. Bitte warten Sie einen Moment bis zum nächsten.',
  maybeUnconfirmed:
    'Gerade erst registriert? Dann muss Ihre Adresse vielleicht noch bestätigt werden: Sehen Sie nach unserer E-Mail.',
  unsure: 'Sie sind sich Ihres Passworts nicht mehr sicher?',
  reset: 'Setzen Sie es zurück',
};
