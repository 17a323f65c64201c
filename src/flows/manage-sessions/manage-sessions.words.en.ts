export const en = {
  title: 'Devices',
  lead: 'Everywhere you are signed in. Sign out what you do not know, then change your password.',
  signedInNow: 'Signed in now',
  signOutOthers: 'Sign out all others',
  signOut: 'Sign out',
  ended: (count: number) => {
    if (count === 0) return 'There was no other device to sign out.';
    return count === 1 ? 'One device is signed out.' : `${count} devices are signed out.`;
  },
};
