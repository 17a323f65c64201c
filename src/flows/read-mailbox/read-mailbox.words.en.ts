export const en = {
  title: 'Local mailbox',
  lead: 'Mail this server would have sent. It is here because no mail server is set.',
  empty: 'No mail yet. Sign up, and the first one arrives.',
  to: (address: string) => `to ${address}`,
  allMail: 'All mail',
  recipient: 'To',
  sent: 'Sent',
};
