export const en = {
  unknownApp: 'This app is not known here.',
  goingOn: {
    title: (host: string) => `Going on to ${host}`,
    lead: 'You are signed in.',
    goOn: 'Go on',
  },
  notLetIn: {
    title: 'Signing in did not work',
    heading: (host: string) => `Signing in to ${host} did not work`,
    lead: 'The way there works once, for a minute, and in the browser that asked for it. Cookies must be allowed.',
    again: 'Try again',
    overview: 'Go to the overview instead',
  },
};
