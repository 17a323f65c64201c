import type { en } from './manage-users.words.en.ts';

export const de: typeof en = {
  askOperators: 'Wenn Sie das nicht erwartet haben, fragen Sie die Betreiber dieses Dienstes.',
  signIn: 'Anmelden',
  chooseNewPassword: 'Neues Passwort wählen',
  disabled: {
    subject: 'Ihr Konto wurde von den Betreibern gesperrt',
    paragraph:
      'Niemand kann sich an Ihrem Konto anmelden, bis die Betreiber es wieder freigeben. Jedes Gerät ist abgemeldet.',
  },
  enabled: {
    subject: 'Ihr Konto wurde von den Betreibern freigegeben',
    paragraph: 'Sie können sich wieder an Ihrem Konto anmelden.',
  },
  sessionsEnded: {
    subject: 'Ihre Geräte wurden von den Betreibern abgemeldet',
    paragraph:
      'Jedes Gerät ist von Ihrem Konto abgemeldet. Links zum Zurücksetzen des Passworts, die vorher gesendet wurden, gelten nicht mehr.',
  },
  secondFactorRemoved: {
    subject: 'Ihr zweiter Faktor wurde von den Betreibern entfernt',
    paragraph:
      'Bei der Anmeldung an Ihrem Konto wird ab jetzt nur das Passwort verlangt, und Ihre Wiederherstellungscodes gelten nicht mehr. Jedes Gerät ist abgemeldet. Wenn niemand in Ihrem Namen darum gebeten hat, wählen Sie jetzt ein neues Passwort.',
  },
};
