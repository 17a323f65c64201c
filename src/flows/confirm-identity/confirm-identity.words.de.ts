import type { en } from './confirm-identity.words.en.ts';

export const de: typeof en = {
  title: 'Bestätigen Sie, dass Sie es sind',
  leads: {
    password: {
      none: 'Bitte geben Sie Ihr Passwort ein, dann machen Sie da weiter, wo Sie waren.',
      changePassword: 'Bevor wir Ihr Passwort ändern, geben Sie bitte das jetzige ein.',
      setUpSecondFactor: 'Bevor wir Ihren zweiten Faktor einrichten, geben Sie bitte Ihr Passwort ein.',
      changeSecondFactor: 'Bevor wir Ihren zweiten Faktor ändern, geben Sie bitte Ihr Passwort ein.',
      exportAccount: 'Bevor Sie Ihre Daten herunterladen, geben Sie bitte Ihr Passwort ein.',
      deleteAccount: 'Bevor Sie Ihr Konto löschen, geben Sie bitte Ihr Passwort ein.',
    },
    code: {
      none: 'Bitte geben Sie den Code aus Ihrer Authenticator-App ein, dann machen Sie da weiter, wo Sie waren.',
      changePassword:
        'Bevor wir Ihr Passwort ändern, geben Sie bitte den Code aus Ihrer Authenticator-App ein.',
      setUpSecondFactor:
        'Bevor wir Ihren zweiten Faktor einrichten, geben Sie bitte den Code aus Ihrer Authenticator-App ein.',
      changeSecondFactor:
        'Bevor wir Ihren zweiten Faktor ändern, geben Sie bitte den Code aus Ihrer Authenticator-App ein.',
      exportAccount:
        'Bevor Sie Ihre Daten herunterladen, geben Sie bitte den Code aus Ihrer Authenticator-App ein.',
      deleteAccount: 'Bevor Sie Ihr Konto löschen, geben Sie bitte den Code aus Ihrer Authenticator-App ein.',
    },
  },
  password: 'Passwort',
  submit: 'Bestätigen',
  back: 'Zurück zur Übersicht',
};
