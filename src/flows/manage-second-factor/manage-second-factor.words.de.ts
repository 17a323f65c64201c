import type { en } from './manage-second-factor.words.en.ts';

export const de: typeof en = {
  security: 'Sicherheit',
  title: 'Zweiter Faktor',
  app: 'Authenticator-App',
  on: 'An',
  off: 'Aus',
  whatItIs:
    'Eine App auf Ihrem Telefon zeigt jede halbe Minute einen neuen sechsstelligen Code. Mit dem zweiten Faktor wird er bei der Anmeldung nach dem Passwort verlangt.',
  setUpApp: 'Authenticator-App einrichten',
  whatItDoes:
    'Bei der Anmeldung wird nach dem Passwort ein Code aus Ihrer App verlangt. Wird der zweite Faktor ausgeschaltet, gelten auch Ihre Wiederherstellungscodes nicht mehr.',
  turnOff: 'Ausschalten',
  theSecondFactor: 'den zweiten Faktor',
  codes: 'Wiederherstellungscodes',
  codesLeft: (count) => `${count} übrig`,
  whatCodesDo:
    'Mit jedem kommen Sie einmal hinein, wenn Ihre App nicht zur Hand ist. Neue Codes ersetzen die alten: Diese gelten dann nicht mehr.',
  newCodes: 'Neue Wiederherstellungscodes holen',
  setUp: {
    title: 'Authenticator-App einrichten',
    lead: 'Jede Authenticator-App ist geeignet: 2FAS, Aegis, Google Authenticator, 1Password und andere.',
    scan: '1. Lesen Sie diesen QR-Code mit der App ein',
    qrCode: 'QR-Code mit dem Geheimnis, das darunter steht',
    onThisPhone: 'Sie sind schon auf diesem Telefon?',
    openInApp: 'In der App öffnen',
    orType: 'Oder geben Sie dieses Geheimnis ein:',
    copy: 'Kopieren',
    theSecret: 'das Geheimnis',
    typeCode: '2. Geben Sie den Code ein, den sie zeigt',
    code: 'Sechsstelliger Code',
    submit: 'Zweiten Faktor einschalten',
    notNow: 'Nicht jetzt',
  },
  recoveryCodes: {
    title: 'Ihre Wiederherstellungs\u00adcodes',
    lead: 'Mit jedem kommen Sie einmal hinein, wenn Ihre Authenticator-App nicht zur Hand ist. Wir zeigen sie nur jetzt.',
    saveThem:
      'Speichern Sie sie, bevor es weitergeht: in einem Passwortmanager, oder ausgedruckt an einem sicheren Ort.',
    copy: 'Kopieren',
    theCodes: 'die Wiederherstellungscodes',
    download: 'Herunterladen',
    print: 'Drucken',
    saved: 'Ich habe sie gespeichert',
    goOn: 'Weiter zur Übersicht',
  },
  notices: {
    turnedOn: {
      subject: 'Zweiter Faktor eingeschaltet',
      paragraph:
        'Ab jetzt wird bei der Anmeldung an Ihrem Konto ein Code aus Ihrer Authenticator-App verlangt.',
    },
    turnedOff: {
      subject: 'Zweiter Faktor ausgeschaltet',
      paragraph: 'Bei der Anmeldung an Ihrem Konto wird ab jetzt nur noch das Passwort verlangt.',
    },
    newCodes: {
      subject: 'Neue Wiederherstellungscodes',
      paragraph: 'Für Ihr Konto wurden neue Wiederherstellungscodes gemacht. Die alten gelten nicht mehr.',
    },
  },
};
