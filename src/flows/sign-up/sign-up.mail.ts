import type { MailContent } from '#platform/mailer.ts';
import type { Mails } from '#web/mails.ts';

/** Names of persons never appear: a stranger can sign up any address under any "name". */
export function verifyAddressMail(mails: Mails, token: string): MailContent {
  return mails.compose({
    subject: 'Confirm your email address',
    paragraphs: [
      'Somebody signed up with this address. If it was you, confirm it and your account is ready.',
      'The link works for 24 hours.',
    ],
    action: { label: 'Confirm my address', path: `/verify-email?token=${token}` },
    footer: 'If it was not you, ignore this mail: without the link no account is made.',
  });
}

export function accountExistsMail(mails: Mails): MailContent {
  return mails.compose({
    subject: 'You already have an account',
    paragraphs: [
      'Somebody tried to sign up with this address, and there is an account for it already.',
      'If it was you, simply sign in. If you forgot the password, choose a new one.',
    ],
    action: { label: 'Choose a new password', path: '/forgot-password' },
    footer: 'If it was not you, ignore this mail: nothing was changed.',
  });
}
