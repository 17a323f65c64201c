export const en = {
  /** Why a notice about an account came. */
  aboutSecurity: 'This notice keeps you informed about the security of your account.',
  when: (moment: string) => `When: ${moment} UTC.`,
  from: (device: string, ip: string) => `From: ${device}, address ${ip}.`,
  ifNotYou:
    'If this was you, there is nothing to do. If not, tell us within 7 days: we sign out every device, switch off the password and mail you a link to choose a new one.',
  notMe: 'This wasn’t me',
  ifButtonFails: 'If the button does not work, open this address:',
};
