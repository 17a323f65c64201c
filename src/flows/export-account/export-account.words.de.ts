import type { en } from './export-account.words.en.ts';

export const de: typeof en = {
  title: 'Ihre Daten herunterladen',
  lead: 'Alles, was wir über Sie gespeichert haben, als eine JSON-Datei.',
  holds: [
    'Ihr Profil und Ihre Adresse;',
    'seit wann Ihr Passwort und Ihr zweiter Faktor so sind, wie sie sind;',
    'Geräte und Sitzungen, versandte Links und E-Mails;',
    'alles, was mit Ihrem Konto geschah.',
  ],
  keepSafe: 'Passwörter, Geheimnisse und Codes sind nicht darin. Behalten Sie die Datei trotzdem für sich.',
  submit: 'Herunterladen',
  back: 'Zurück zum Profil',
};
