import type { en } from './delete-account.words.en.ts';

export const de: typeof en = {
  title: 'Konto löschen',
  lead: 'Das wirkt sofort und lässt sich nicht rückgängig machen.',
  whatGoes: 'Gelöscht werden:',
  goes: [
    'Ihr Name, Ihre Adresse, Land und Geburtsdatum;',
    'Ihr Passwort, Ihr zweiter Faktor und Ihre Wiederherstellungscodes;',
    'welche Geräte und E-Mails es gab.',
  ],
  signedOut: 'Jedes Gerät wird abgemeldet, und jede App, die Sie mit diesem Konto erreichen.',
  remains:
    'Was mit dem Konto geschah, bleibt im Protokoll derer, die diesen Dienst betreiben, ohne Ihren Namen, Ihre Adresse und Ihre Geräte.',
  downloadFirst: 'Zuerst Ihre Daten herunterladen',
  addressLabel: 'Geben Sie zur Bestätigung Ihre E-Mail-Adresse ein',
  submit: 'Mein Konto endgültig löschen',
  notNow: 'Mein Konto behalten',
  doneTitle: 'Ihr Konto ist gelöscht',
  doneLead:
    'Alles darin ist fort, und jedes Gerät ist abgemeldet. Wir haben eine letzte E-Mail an Ihre Adresse gesendet.',
  signUpAgain: 'Sie können sich jederzeit neu registrieren; das ergibt ein neues Konto.',
  signUp: 'Registrieren',

  mail: {
    subject: 'Ihr Konto wurde gelöscht',
    allIsGone:
      'Ihr Konto und alles darin ist gelöscht. Niemand kann sich mehr damit anmelden, und es lässt sich nicht wiederherstellen.',
    ifNotYou:
      'Wenn Sie das nicht waren, sagen Sie es denen, die diesen Dienst betreiben. Sie können sich mit dieser Adresse neu registrieren; das ergibt ein neues Konto.',
    footer: 'Das ist die letzte E-Mail zu Ihrem Konto. Wir behalten Ihre Adresse nicht.',
  },
};
