import type { en } from './dashboard.words.en.ts';

const codes = (count: number): string =>
  count === 1 ? '1 Wiederherstellungs\u00adcode' : `${count} Wiederherstellungs\u00adcodes`;

export const de: typeof en = {
  title: 'Übersicht',
  hello: (name) => (name ? `Guten Tag, ${name}` : 'Guten Tag'),
  lead: 'Ihr Konto auf einen Blick.',
  secondFactor: 'Zweiter Faktor',
  isOn: 'An',
  isOff: 'Aus',
  whileOn: (left) => `Authenticator-App, noch ${codes(left)}.`,
  whileOff: 'Beim Anmelden wird nur nach Ihrem Passwort gefragt.',
  switchIt: 'Mein Konto mit einer Authenticator-App schützen',
  manageIt: 'Wiederherstellungscodes und App',
  password: 'Passwort',
  passwordWords: 'Eine Änderung meldet Sie auf allen anderen Geräten ab.',
  changePassword: 'Passwort ändern',
  devices: 'Geräte',
  allDevices: 'Alle Geräte',
  activity: 'Letzte Aktivität',
  allActivity: 'Alle Aktivität',

  wellProtected: 'Ihr Konto ist gut geschützt',
  nothingToDo:
    'Der zweite Faktor ist eingeschaltet, und Ihre Wiederherstellungscodes liegen bereit. Es gibt nichts zu tun.',
  stillUsing: 'Benutzen Sie dieses Gerät noch?',
  notSeen: (device) =>
    `${device} ist angemeldet, wurde aber länger nicht gesehen. Melden Sie es ab, wenn Sie es nicht mehr benutzen.`,
  lookAtDevices: 'Geräte ansehen',
  setUp: 'Authenticator-App einrichten',
  finishProtecting: 'Schützen Sie Ihr Konto fertig',
  askedAtSignUp:
    'Bei der Registrierung haben Sie sich eine Authenticator-App gewünscht. Das dauert etwa eine Minute.',
  turnItOn: 'Schalten Sie den zweiten Faktor ein',
  whyTurnItOn: 'Mit einer Authenticator-App genügt ein gestohlenes Passwort allein nicht mehr.',
  noCodesLeft: 'Sie haben keine Wiederherstellungs\u00adcodes mehr',
  fewCodesLeft: (left) => `Nur noch ${codes(left)}`,
  whyCodes:
    'Damit kommen Sie hinein, wenn Ihre Authenticator-App nicht zur Hand ist. Holen Sie neue und verwahren Sie sie gut.',
  getCodes: 'Neue Wiederherstellungscodes',
};
