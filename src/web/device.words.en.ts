export const en = {
  unknownBrowser: 'Unknown browser',
  browserOn: (browser: string, system: string): string => `${browser} on ${system}`,
};
