import type { en } from './show-activity.words.en.ts';

export const de: typeof en = {
  title: 'Aktivität',
  lead: 'Was mit Ihrem Konto geschah, das Neueste zuerst. Wenn Sie etwas nicht wiedererkennen, ändern Sie Ihr Passwort.',
  events: 'Ereignisse',
  older: 'Ältere Aktivität',
  newest: 'Neueste Aktivität',
};
