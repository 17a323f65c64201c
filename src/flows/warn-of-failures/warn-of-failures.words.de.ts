import type { en } from './warn-of-failures.words.en.ts';

export const de: typeof en = {
  subject: 'Jemand probiert an Ihrem Konto Passwörter durch',
  noneGotIn: 'Viele Versuche nacheinander hatten ein falsches Passwort. Keiner kam hinein.',
  latest: 'Der letzte davon.',
  nothingToDo:
    'Sie brauchen nichts zu tun: Die Browser, in denen Sie schon angemeldet waren, gehen weiter. Solange das anhält, müssen Sie in einem neuen vielleicht warten; wenn Sie dort ein neues Passwort wählen, kommen Sie sofort hinein.',
  action: 'Neues Passwort wählen',
  onceADay: 'Sie kommt höchstens einmal am Tag, wie lange es auch anhält.',
};
