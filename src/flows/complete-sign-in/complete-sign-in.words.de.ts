import type { en } from './complete-sign-in.words.en.ts';

export const de: typeof en = {
  newDevice: {
    subject: 'Neues Gerät angemeldet',
    paragraph: 'Ein Browser oder eine App, die wir noch nicht kannten, hat sich an Ihrem Konto angemeldet.',
  },
  manyNewDevices: {
    subject: 'Heute haben sich viele neue Geräte angemeldet',
    paragraph:
      'Weitere Browser und Apps, die wir noch nicht kannten, haben sich an Ihrem Konto angemeldet. Bis morgen senden wir keine weitere E-Mail über neue Geräte; die Seite Ihres Kontos zeigt sie alle.',
  },
};
