import type { MailContent } from '#platform/mailer.ts';
import { type Reader, wordsOf } from '#web/language.ts';
import type { Mails } from '#web/mails.ts';
import { de } from './reset-password.words.de.ts';
import { en } from './reset-password.words.en.ts';

export function resetMail(mails: Mails, reader: Reader, token: string): MailContent {
  const { action: label, ...words } = wordsOf(reader, { en, de }).mail;
  return mails.compose(reader, { ...words, action: { label, path: `/reset-password?token=${token}` } });
}
