import type { en } from './mails.words.en.ts';

export const de: typeof en = {
  aboutSecurity: 'Diese Nachricht hält Sie über die Sicherheit Ihres Kontos auf dem Laufenden.',
  when: (moment) => `Wann: ${moment} UTC.`,
  from: (device, ip) => `Von: ${device}, Adresse ${ip}.`,
  ifNotYou:
    'Wenn Sie das waren, ist nichts zu tun. Wenn nicht, sagen Sie es uns binnen 7 Tagen: Wir melden jedes Gerät ab, schalten das Passwort ab und senden Ihnen einen Link, um ein neues zu wählen.',
  notMe: 'Das war ich nicht',
  ifButtonFails: 'Wenn der Knopf nicht geht, öffnen Sie diese Adresse:',
};
