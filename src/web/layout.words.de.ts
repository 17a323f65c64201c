import type { en } from './layout.words.en.ts';

export const de: typeof en = {
  skip: 'Zum Inhalt springen',
  signOut: 'Abmelden',
  account: 'Konto',
  overview: 'Übersicht',
  security: 'Sicherheit',
  devices: 'Geräte',
  activity: 'Aktivität',
  profile: 'Profil',
  localMailbox: 'Lokales Postfach',
  metrics: 'Zahlen',
};
