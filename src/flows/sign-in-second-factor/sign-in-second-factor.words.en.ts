export const en = {
  title: 'Second factor',
  lead: 'Open your authenticator app and type the six digits it shows.',
  submit: 'Sign in',
  notYou: 'Not you?',
  startAgain: 'Start again',
  stopped:
    'Too many codes in a row were wrong. No further code is looked at until you choose a new password by mail.',
  newPassword: 'Choose a new password',
  throttled: 'There were too many tries. Please wait a moment before the next one.',
  notice: {
    subject: 'Somebody entered your password and wrong codes',
    paragraph:
      'Your password was entered correctly, and then several codes that were wrong. Nobody was signed in. If codes keep being wrong, none is looked at any more until you choose a new password.',
  },
};
