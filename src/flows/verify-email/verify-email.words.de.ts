import type { en } from './verify-email.words.en.ts';

export const de: typeof en = {
  title: 'Bestätigen Sie Ihre Adresse',
  lead: 'Ein Klick, und Ihr Konto ist bereit.',
  leadElsewhere:
    'Dies ist nicht der Browser, in dem Sie sich registriert haben. Geben Sie das Passwort ein, das Sie dabei gewählt haben, damit wir wissen, dass Sie es sind.',
  password: 'Bei der Registrierung gewähltes Passwort',
  submit: 'Meine Adresse bestätigen',
  notYou: 'Sie haben sich nicht registriert? Schließen Sie diese Seite, und nichts geschieht.',
  throttled: 'Das waren zu viele Versuche. Bitte warten Sie einen Moment.',
};
