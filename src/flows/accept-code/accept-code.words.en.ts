export const en = {
  subject: 'A recovery code was used',
  paragraph: (left: number) =>
    `One of your recovery codes was used in place of the authenticator app. ${left} ${left === 1 ? 'is' : 'are'} left.`,
};
