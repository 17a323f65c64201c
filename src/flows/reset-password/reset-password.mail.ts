import type { MailContent } from '#platform/mailer.ts';
import type { Mails } from '#web/mails.ts';

export function resetMail(mails: Mails, token: string): MailContent {
  return mails.compose({
    subject: 'Choose a new password',
    paragraphs: [
      'Somebody asked for a new password for your account. If it was you, choose one now.',
      'The link works once and for 60 minutes. A newer mail makes it invalid.',
    ],
    action: { label: 'Choose a new password', path: `/reset-password?token=${token}` },
    footer: 'If it was not you, ignore this mail: your password stays as it is.',
  });
}
