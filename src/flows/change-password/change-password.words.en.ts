export const en = {
  title: 'Change password',
  security: 'Security',
  saved: 'Your new password is saved. All your other devices are signed out.',
  current: 'Current password',
  new: 'New password',
  hint: (minLength: number) => `At least ${minLength} characters. A few unrelated words work well.`,
  consequence: 'Changing your password signs you out on all other devices.',
  submit: 'Change password',
  notice: {
    subject: 'Your password was changed',
    paragraph: 'A new password was set for your account.',
  },
};
