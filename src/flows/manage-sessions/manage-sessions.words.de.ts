import type { en } from './manage-sessions.words.en.ts';

export const de: typeof en = {
  title: 'Geräte',
  lead: 'Überall, wo Sie angemeldet sind. Melden Sie ab, was Sie nicht kennen, und ändern Sie dann Ihr Passwort.',
  signedInNow: 'Jetzt angemeldet',
  signOutOthers: 'Alle anderen abmelden',
  signOut: 'Abmelden',
  ended: (count) => {
    if (count === 0) return 'Es gab kein anderes Gerät abzumelden.';
    return count === 1 ? 'Ein Gerät ist abgemeldet.' : `${count} Geräte sind abgemeldet.`;
  },
};
