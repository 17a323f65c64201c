import type { en } from './edit-profile.words.en.ts';

export const de: typeof en = {
  title: 'Profil',
  saved: 'Ihr Profil ist gespeichert.',
  aboutYou: 'Über Sie',
  email: 'E-Mail-Adresse',
  confirmed: 'Bestätigt',
  submit: 'Speichern',
  yourData: 'Ihre Daten',
  yours:
    'Nehmen Sie eine Kopie von allem, was über Sie gespeichert ist, oder löschen Sie Ihr Konto endgültig.',
  download: 'Ihre Daten herunterladen',
  deleteAccount: 'Konto löschen',
};
