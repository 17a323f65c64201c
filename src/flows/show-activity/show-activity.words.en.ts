export const en = {
  title: 'Activity',
  lead: 'What happened to your account, newest first. If you do not recognise something, change your password.',
  events: 'Security events',
  older: 'Older activity',
  newest: 'Newest activity',
};
