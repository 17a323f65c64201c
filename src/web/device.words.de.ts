import type { en } from './device.words.en.ts';

export const de: typeof en = {
  unknownBrowser: 'Unbekannter Browser',
  browserOn: (browser, system) => `${browser} auf ${system}`,
};
