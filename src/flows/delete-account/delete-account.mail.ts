import type { Client } from '#domain/client.ts';
import type { MailContent } from '#platform/mailer.ts';
import { type Reader, wordsOf } from '#web/language.ts';
import { type Mails, whenAndWhere } from '#web/mails.ts';
import { de } from './delete-account.words.de.ts';
import { en } from './delete-account.words.en.ts';

/** The last mail to the address. No link: there is nothing left to act on. */
export function farewellMail(mails: Mails, reader: Reader, at: Date, client: Client): MailContent {
  const say = wordsOf(reader, { en, de }).mail;
  return mails.compose(reader, {
    subject: say.subject,
    paragraphs: [say.allIsGone, whenAndWhere(reader, at, client), say.ifNotYou],
    footer: say.footer,
  });
}
