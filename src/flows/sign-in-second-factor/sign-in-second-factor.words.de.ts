import type { en } from './sign-in-second-factor.words.en.ts';

export const de: typeof en = {
  title: 'Zweiter Faktor',
  lead: 'Öffnen Sie Ihre Authenticator-App und geben Sie die sechs Ziffern ein, die sie zeigt.',
  submit: 'Anmelden',
  notYou: 'Nicht Sie?',
  startAgain: 'Von vorn beginnen',
  stopped:
    'Zu viele Codes nacheinander waren falsch. Es wird kein weiterer geprüft, bis Sie über eine E-Mail ein neues Passwort wählen.',
  newPassword: 'Neues Passwort wählen',
  throttled: 'Das waren zu viele Versuche. Bitte warten Sie einen Moment bis zum nächsten.',
  notice: {
    subject: 'Jemand hat Ihr Passwort und falsche Codes eingegeben',
    paragraph:
      'Ihr Passwort wurde richtig eingegeben, danach mehrere Codes, die falsch waren. Niemand wurde angemeldet. Bleiben die Codes falsch, wird keiner mehr geprüft, bis Sie ein neues Passwort wählen.',
  },
};
