export const en = {
  title: 'Sign in',
  email: 'Email address',
  password: 'Password',
  forgotten: 'Forgotten password?',
  remember: 'Keep me signed in',
  submit: 'Sign in',
  newHere: 'New here?',
  signUp: 'Sign up',
  notices: {
    email_verified: 'Your address is confirmed. You can sign in now.',
    password_reset: 'Your new password is saved. Sign in with it.',
    signed_out: 'You are signed out.',
  },
  rejected: 'Email address or password is wrong.',
  throttled: 'There were too many tries. Please wait a moment before the next one.',
  maybeUnconfirmed:
    'Signed up a short while ago? Then your address may still have to be confirmed: look for our email.',
  unsure: 'No longer sure of your password?',
  reset: 'Reset it',
};
