import type { en } from './sign-in-to-app.words.en.ts';

export const de: typeof en = {
  unknownApp: 'Diese App ist hier nicht bekannt.',
  goingOn: {
    title: (host) => `Weiter zu ${host}`,
    lead: 'Sie sind angemeldet.',
    goOn: 'Weiter',
  },
  notLetIn: {
    title: 'Die Anmeldung hat nicht geklappt',
    heading: (host) => `Die Anmeldung bei ${host} hat nicht geklappt`,
    lead: 'Der Weg dorthin gilt einmal, eine Minute lang und in dem Browser, der danach gefragt hat. Cookies müssen erlaubt sein.',
    again: 'Noch einmal versuchen',
    overview: 'Stattdessen zur Übersicht',
  },
};
