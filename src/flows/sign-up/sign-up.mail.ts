import type { MailContent } from '#platform/mailer.ts';
import { type Reader, wordsOf } from '#web/language.ts';
import type { Mails } from '#web/mails.ts';
import { de } from './sign-up.words.de.ts';
import { en } from './sign-up.words.en.ts';

/** Names of persons never appear: a stranger can sign up any address under any "name". */
export function verifyAddressMail(mails: Mails, reader: Reader, token: string): MailContent {
  const { action: label, ...words } = wordsOf(reader, { en, de }).verifyMail;
  return mails.compose(reader, { ...words, action: { label, path: `/verify-email?token=${token}` } });
}

export function accountExistsMail(mails: Mails, reader: Reader): MailContent {
  const { action: label, ...words } = wordsOf(reader, { en, de }).accountExistsMail;
  return mails.compose(reader, { ...words, action: { label, path: '/forgot-password' } });
}
