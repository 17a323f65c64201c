import type { en } from './sign-up.words.en.ts';

export const de: typeof en = {
  title: 'Registrieren',
  lead: 'Wir senden Ihnen eine E-Mail, mit der Sie Ihre Adresse bestätigen.',
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  passwordHint: (minLength) =>
    `Mindestens ${minLength} Zeichen. Gut sind ein paar Wörter, die nichts miteinander zu tun haben.`,
  enableSecondFactor: 'Mein Konto mit einer Authenticator-App schützen',
  enableSecondFactorHint: 'Sie richten sie ein, wenn Sie sich zum ersten Mal anmelden.',
  submit: 'Registrieren',
  signedUpAlready: 'Schon registriert?',
  signIn: 'Anmelden',
  throttled: 'Von hier kamen viele Registrierungen. Bitte warten Sie eine Weile bis zur nächsten.',
  inbox: {
    title: 'Sehen Sie in Ihr Postfach',
    lead: 'Wir haben eine E-Mail an die angegebene Adresse gesendet. Öffnen Sie den Link darin, dann geht es weiter.',
    resent: 'Wir haben die E-Mail noch einmal gesendet.',
    openMailbox: 'Lokales Postfach öffnen',
    noMailServer:
      'Dieser Server versendet noch keine E-Mails; er behält sie alle in seinem eigenen Postfach.',
    nothingThere:
      'Nach ein paar Minuten noch nichts da? Sehen Sie im Spam-Ordner nach, oder lassen Sie sie uns erneut senden.',
    resend: 'E-Mail noch einmal senden',
    wrongAddress: 'Falsche Adresse?',
    again: 'Neu registrieren',
  },
  verifyMail: {
    subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
    paragraphs: [
      'Jemand hat sich mit dieser Adresse registriert. Wenn Sie das waren, bestätigen Sie sie, und Ihr Konto ist bereit.',
      'Der Link gilt 24 Stunden.',
    ],
    action: 'Meine Adresse bestätigen',
    footer: 'Wenn Sie es nicht waren, beachten Sie diese E-Mail nicht: Ohne den Link entsteht kein Konto.',
  },
  accountExistsMail: {
    subject: 'Sie haben schon ein Konto',
    paragraphs: [
      'Jemand wollte sich mit dieser Adresse registrieren, und es gibt dafür schon ein Konto.',
      'Wenn Sie das waren, melden Sie sich einfach an. Wenn Sie das Passwort vergessen haben, wählen Sie ein neues.',
    ],
    action: 'Neues Passwort wählen',
    footer: 'Wenn Sie es nicht waren, beachten Sie diese E-Mail nicht: Es wurde nichts geändert.',
  },
};
