export const en = {
  title: 'This link no longer works',
  verification: {
    lead: 'Links to confirm an address work once and for 24 hours. If you have confirmed it already, just sign in.',
    wayOn: 'Sign in',
    question: 'Not confirmed yet?',
    otherWay: 'Sign up again',
  },
  reset: {
    lead: 'Links to reset a password work once and for a short time. Ask for a new one and open the latest email.',
    wayOn: 'Send a new link',
    question: 'Remembered it?',
    otherWay: 'Sign in',
  },
  not_me: {
    lead: 'The links in our notices work for 7 days, and the first one that you use settles all of them. If your account is not safe, choose a new password.',
    wayOn: 'Choose a new password',
    question: 'All is well?',
    otherWay: 'Sign in',
  },
};
