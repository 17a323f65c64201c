import type { en } from './link-expired.words.en.ts';

export const de: typeof en = {
  title: 'Dieser Link gilt nicht mehr',
  verification: {
    lead: 'Links zum Bestätigen einer Adresse gelten einmal und 24 Stunden lang. Wenn Sie sie schon bestätigt haben, melden Sie sich einfach an.',
    wayOn: 'Anmelden',
    question: 'Noch nicht bestätigt?',
    otherWay: 'Neu registrieren',
  },
  reset: {
    lead: 'Links zum Zurücksetzen eines Passworts gelten einmal und kurze Zeit. Fordern Sie einen neuen an und öffnen Sie die neueste E-Mail.',
    wayOn: 'Neuen Link senden',
    question: 'Wieder eingefallen?',
    otherWay: 'Anmelden',
  },
  not_me: {
    lead: 'Die Links in unseren Nachrichten gelten 7 Tage lang, und der erste, den Sie benutzen, erledigt alle. Wenn Ihr Konto nicht sicher ist, wählen Sie ein neues Passwort.',
    wayOn: 'Neues Passwort wählen',
    question: 'Alles in Ordnung?',
    otherWay: 'Anmelden',
  },
};
