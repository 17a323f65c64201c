import type { en } from './reset-password.words.en.ts';

export const de: typeof en = {
  remembered: 'Wieder eingefallen?',
  signIn: 'Anmelden',
  throttled: 'Von hier wurden viele E-Mails angefordert. Bitte warten Sie eine Weile.',
  forgotten: {
    title: 'Passwort vergessen',
    lead: 'Geben Sie Ihre Adresse ein. Wir senden Ihnen einen Link, um ein neues Passwort zu wählen.',
    email: 'E-Mail-Adresse',
    submit: 'Link senden',
  },
  sent: {
    title: 'Sehen Sie in Ihr Postfach',
    lead: 'Wenn es zu dieser Adresse ein Konto gibt, ist eine E-Mail mit einem Link unterwegs. Nach ein paar Minuten noch nichts da? Sehen Sie im Spam-Ordner nach.',
    openMailbox: 'Lokales Postfach öffnen',
    again: 'Noch einmal senden',
  },
  choose: {
    title: 'Neues Passwort wählen',
    lead: 'Damit werden Sie auf allen Ihren Geräten abgemeldet. Ihr zweiter Faktor bleibt, wie er ist.',
    password: 'Neues Passwort',
    hint: (minLength) =>
      `Mindestens ${minLength} Zeichen. Gut sind ein paar Wörter, die nichts miteinander zu tun haben.`,
    submit: 'Neues Passwort speichern',
  },
  mail: {
    subject: 'Wählen Sie ein neues Passwort',
    paragraphs: [
      'Jemand hat ein neues Passwort für Ihr Konto angefordert. Wenn Sie das waren, wählen Sie jetzt eines.',
      'Der Link gilt einmal und 60 Minuten lang. Eine neuere E-Mail macht ihn ungültig.',
    ],
    action: 'Neues Passwort wählen',
    footer: 'Wenn Sie es nicht waren, beachten Sie diese E-Mail nicht: Ihr Passwort bleibt, wie es ist.',
  },
  notice: {
    subject: 'Ihr Passwort wurde geändert',
    paragraph: 'Über einen Link aus einer E-Mail wurde ein neues Passwort gesetzt.',
  },
};
