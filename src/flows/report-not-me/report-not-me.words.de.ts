import type { en } from './report-not-me.words.en.ts';

export const de: typeof en = {
  title: 'Das waren nicht Sie?',
  lead: 'Dann drücken Sie den Knopf. Er wirkt sofort:',
  consequences: [
    'jedes Gerät wird abgemeldet, auch Ihre eigenen;',
    'Ihr Passwort gilt nicht mehr;',
    'wir senden Ihnen einen Link, um ein neues zu wählen.',
  ],
  submit: 'Das war ich nicht',
  itWasYou: 'Sie waren es doch? Schließen Sie diese Seite, und nichts geschieht.',
  shut: {
    title: 'Ihr Konto ist für alle verschlossen',
    lead: 'Jedes Gerät ist abgemeldet, und das alte Passwort gilt nicht mehr. Eine E-Mail mit einem Link, um ein neues zu wählen, ist unterwegs.',
    openMailbox: 'Lokales Postfach öffnen',
    secondFactor:
      'Ihr zweiter Faktor ist, wie er war. Wenn Sie wieder angemeldet sind, richten Sie ihn neu ein, falls jemand anderes ihn geändert hat. Werden bei der Anmeldung Codes verlangt, die Sie nicht haben, können die Betreiber dieses Dienstes ihn entfernen.',
    noEmail: 'Nach ein paar Minuten keine E-Mail?',
    sendLink: 'Einen Link senden',
  },
  mail: {
    subject: 'Wählen Sie ein neues Passwort',
    paragraphs: [
      'Sie haben uns gesagt, dass Sie es nicht waren. Jedes Gerät ist abgemeldet, und Ihr altes Passwort gilt nicht mehr. Wählen Sie ein neues.',
      'Sehen Sie dann nach Ihrem zweiten Faktor: Richten Sie ihn neu ein, falls jemand anderes ihn geändert hat. Werden bei der Anmeldung Codes verlangt, die Sie nicht haben, können die Betreiber dieses Dienstes ihn entfernen.',
      'Der Link gilt einmal und 60 Minuten lang. Danach bekommen Sie unter „Passwort vergessen?“ einen neuen.',
    ],
    action: 'Neues Passwort wählen',
    footer: 'Diese E-Mail kam, weil der Link in einer Nachricht über Ihr Konto benutzt wurde.',
  },
};
