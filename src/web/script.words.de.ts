import type { en } from './script.words.en.ts';

export const de: typeof en = {
  show: 'Zeigen',
  hide: 'Verbergen',
  copied: 'Kopiert',
  notCopied: 'Nicht kopiert',
  secondsLeft: 'Noch {count} Sekunden.',
  tryAgainNow: 'Sie können es jetzt wieder versuchen.',
  stillAtWork: 'Einen Moment: Ihr Browser rechnet noch.',
  strengths: ['Sehr schwach', 'Schwach', 'Mäßig', 'Gut', 'Stark'],
  atLeast: 'Mindestens {count} Zeichen.',
};
