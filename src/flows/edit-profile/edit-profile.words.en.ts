export const en = {
  title: 'Profile',
  saved: 'Your profile is saved.',
  aboutYou: 'About you',
  email: 'Email address',
  confirmed: 'Confirmed',
  submit: 'Save',
  yourData: 'Your data',
  yours: 'Take a copy of all that is held about you, or delete your account for good.',
  download: 'Download your data',
  deleteAccount: 'Delete your account',
};
