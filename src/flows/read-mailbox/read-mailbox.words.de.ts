import type { en } from './read-mailbox.words.en.ts';

export const de: typeof en = {
  title: 'Lokales Postfach',
  lead: 'E-Mails, die dieser Server versendet hätte. Sie sind hier, weil kein Mailserver eingestellt ist.',
  empty: 'Noch keine E-Mail. Registrieren Sie sich, dann kommt die erste.',
  to: (address) => `an ${address}`,
  allMail: 'Alle E-Mails',
  recipient: 'An',
  sent: 'Gesendet',
};
