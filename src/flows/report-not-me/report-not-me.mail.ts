import type { MailContent } from '#platform/mailer.ts';
import { type Reader, wordsOf } from '#web/language.ts';
import type { Mails } from '#web/mails.ts';
import { de } from './report-not-me.words.de.ts';
import { en } from './report-not-me.words.en.ts';

export function chooseNewPasswordMail(mails: Mails, reader: Reader, token: string): MailContent {
  const { action: label, ...words } = wordsOf(reader, { en, de }).mail;
  return mails.compose(reader, { ...words, action: { label, path: `/reset-password?token=${token}` } });
}
