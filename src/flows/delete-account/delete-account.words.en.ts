export const en = {
  title: 'Delete your account',
  lead: 'This works at once and cannot be undone.',
  whatGoes: 'This is deleted:',
  goes: [
    'your name, address, country and date of birth;',
    'your password, second factor and recovery codes;',
    'which devices and mails there were.',
  ],
  signedOut: 'Every device is signed out, and every app that you reach with this account.',
  remains:
    'What happened to the account stays in the log of those who run this service, without your name, address or devices.',
  downloadFirst: 'Download your data first',
  addressLabel: 'Type your email address to confirm',
  submit: 'Delete my account for good',
  notNow: 'Keep my account',
  doneTitle: 'Your account is deleted',
  doneLead: 'Everything in it is gone, and every device is signed out. We sent a last email to your address.',
  signUpAgain: 'You are free to sign up again; that makes a new account.',
  signUp: 'Sign up',

  mail: {
    subject: 'Your account was deleted',
    allIsGone:
      'Your account and everything in it is deleted. Nobody can sign in to it any more, and it cannot be brought back.',
    ifNotYou:
      'If this was not you, tell those who run this service. You are free to sign up with this address again; that makes a new account.',
    footer: 'This is the last mail about your account. We do not keep your address.',
  },
};
