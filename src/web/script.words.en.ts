/** What the scripts of a page say; they find it in the page. `{count}` is a number. */
export const en = {
  show: 'Show',
  hide: 'Hide',
  copied: 'Copied',
  notCopied: 'Not copied',
  secondsLeft: '{count} seconds left.',
  tryAgainNow: 'You can try again now.',
  stillAtWork: 'One moment: your browser is still at work.',
  strengths: ['Very weak', 'Weak', 'Fair', 'Good', 'Strong'],
  atLeast: 'At least {count} characters.',
};
