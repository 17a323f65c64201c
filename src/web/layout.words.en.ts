export const en = {
  skip: 'Skip to the content',
  signOut: 'Sign out',
  account: 'Account',
  overview: 'Overview',
  security: 'Security',
  devices: 'Devices',
  activity: 'Activity',
  profile: 'Profile',
  localMailbox: 'Local mailbox',
  metrics: 'Metrics',
};
