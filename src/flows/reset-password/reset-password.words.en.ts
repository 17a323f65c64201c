export const en = {
  remembered: 'Remembered it?',
  signIn: 'Sign in',
  throttled: 'Many mails were asked for from here. Please wait a while.',
  forgotten: {
    title: 'Forgotten password',
    lead: 'Type your address, and we send you a link to choose a new password.',
    email: 'Email address',
    submit: 'Send me a link',
  },
  sent: {
    title: 'Check your inbox',
    lead: 'If there is an account with this address, an email with a link is on its way. Nothing there after a few minutes? Look in the spam folder.',
    openMailbox: 'Open the local mailbox',
    again: 'Send it again',
  },
  choose: {
    title: 'Choose a new password',
    lead: 'This signs you out on all your devices. Your second factor stays as it is.',
    password: 'New password',
    hint: (minLength: number) => `At least ${minLength} characters. A few unrelated words work well.`,
    submit: 'Save the new password',
  },
  mail: {
    subject: 'Choose a new password',
    paragraphs: [
      'Somebody asked for a new password for your account. If it was you, choose one now.',
      'The link works once and for 60 minutes. A newer mail makes it invalid.',
    ],
    action: 'Choose a new password',
    footer: 'If it was not you, ignore this mail: your password stays as it is.',
  },
  notice: {
    subject: 'Your password was changed',
    paragraph: 'A new password was set by a mailed link.',
  },
};
