export const en = {
  askOperators: 'If you did not expect this, ask those who run this service.',
  signIn: 'Sign in',
  chooseNewPassword: 'Choose a new password',
  disabled: {
    subject: 'Your account was disabled by an operator',
    paragraph:
      'Nobody can sign in to your account until an operator enables it again. Every device is signed out.',
  },
  enabled: {
    subject: 'Your account was enabled by an operator',
    paragraph: 'You can sign in to your account again.',
  },
  sessionsEnded: {
    subject: 'Your devices were signed out by an operator',
    paragraph:
      'Every device is signed out of your account. Links to reset the password that were mailed before do not work any more.',
  },
  secondFactorRemoved: {
    subject: 'Your second factor was removed by an operator',
    paragraph:
      'Signing in to your account asks for the password only from now on, and your recovery codes do not work any more. Every device is signed out. If nobody asked for this on your behalf, choose a new password now.',
  },
};
