import type { en } from './turn-off-second-factor.words.en.ts';

export const de: typeof en = {
  title: 'Zweiten Faktor ausschalten?',
  lead: 'Beim Anmelden wird dann nur noch nach Ihrem Passwort gefragt.',
  codesGo:
    'Ihre Wiederherstellungscodes gelten nicht mehr. Um ihn wieder einzuschalten, richten Sie die App neu ein.',
  submit: 'Ausschalten',
  keep: 'Eingeschaltet lassen',
};
