export const en = {
  title: 'Download your data',
  lead: 'Everything that we hold about you, as one JSON file.',
  holds: [
    'your profile and address;',
    'since when your password and second factor are as they are;',
    'devices and sessions, links and mails that went out;',
    'all that happened to your account.',
  ],
  keepSafe: 'Passwords, secrets and codes are not in it. Keep the file to yourself all the same.',
  submit: 'Download',
  back: 'Back to the profile',
};
