export const en = {
  title: 'Confirm your address',
  lead: 'One click, and your account is ready.',
  leadElsewhere:
    'This is not the browser you signed up with. Type the password you chose when you signed up, so that we know it is you.',
  password: 'Password chosen at sign-up',
  submit: 'Confirm my address',
  notYou: 'You did not sign up? Close this page and nothing happens.',
  throttled: 'There were too many tries. Please wait a moment.',
};
