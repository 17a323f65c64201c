import type { en } from './components.words.en.ts';

export const de: typeof en = {
  optional: 'freiwillig',
  pleaseCheck: 'Bitte prüfen Sie Ihre Angaben.',
  triedTooOften: 'Das wurde zu oft versucht.',
  tryAgainIn: 'Ein neuer Versuch ist möglich in',
  seconds: (count) => (count === 1 ? 'Sekunde' : 'Sekunden'),
  show: 'Zeigen',
  leaveEmpty: 'Lassen Sie dieses Feld leer',
  waitForProof: (seconds) =>
    `Hier probieren Programme Passwörter durch, und Ihr Browser führt kein Skript aus, das zeigen könnte, dass er keines davon ist: Bitte warten Sie ${seconds} Sekunden, bevor Sie dieses Formular absenden.`,
  codeFromApp: 'Code aus Ihrer App',
  useRecoveryCode: 'Einen Wiederherstellungscode benutzen',
  recoveryCode: 'Wiederherstellungscode',
  recoveryCodeHint:
    'Einer der Codes, die Sie beim Einschalten des zweiten Faktors gespeichert haben. Jeder gilt einmal.',
  firstName: 'Vorname',
  lastName: 'Nachname',
  country: 'Land',
  noCountry: 'Keine Angabe',
  dateOfBirth: 'Geburtsdatum',
  thisDevice: 'Dieses Gerät',
  lastSeen: 'zuletzt gesehen',
  nothingHappened: 'Noch ist nichts geschehen.',
  security: 'Sicherheit',
  secondFactor: 'Zweiter Faktor',
  password: 'Passwort',
};
