export const en = {
  title: 'This wasn’t you?',
  lead: 'Then press the button. It works at once:',
  consequences: [
    'every device is signed out, yours too;',
    'your password stops working;',
    'we mail you a link to choose a new one.',
  ],
  submit: 'It wasn’t me',
  itWasYou: 'It was you after all? Close this page and nothing happens.',
  shut: {
    title: 'Your account is shut to everybody',
    lead: 'Every device is signed out, and the old password does not work any more. An email with a link to choose a new one is on its way.',
    openMailbox: 'Open the local mailbox',
    secondFactor:
      'Your second factor is as it was. Once you are in again, set it up anew if somebody else changed it. If signing in asks for codes that you do not have, whoever runs this service can remove it.',
    noEmail: 'No email after a few minutes?',
    sendLink: 'Send a link',
  },
  mail: {
    subject: 'Choose a new password',
    paragraphs: [
      'You told us it wasn’t you. Every device is signed out, and your old password does not work any more. Choose a new one.',
      'Then look at your second factor: set it up anew if somebody else changed it. If signing in asks for codes that you do not have, whoever runs this service can remove it.',
      'The link works once and for 60 minutes. After that, ask for another one under “Forgotten password?”.',
    ],
    action: 'Choose a new password',
    footer: 'This mail came because the link in a notice about your account was used.',
  },
};
