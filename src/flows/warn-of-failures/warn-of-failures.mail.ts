import type { FailureStreak } from '#domain/failure-streaks/failure-streaks.ts';
import type { MailContent } from '#platform/mailer.ts';
import { type Reader, wordsOf } from '#web/language.ts';
import { type Mails, mailWords, whenAndWhere } from '#web/mails.ts';
import { de } from './warn-of-failures.words.de.ts';
import { en } from './warn-of-failures.words.en.ts';

/** No link of its own to be trusted with: nothing happened to the account, and strangers cause this mail. */
export function failuresMail(mails: Mails, reader: Reader, { at, client }: FailureStreak): MailContent {
  const say = wordsOf(reader, { en, de });
  return mails.compose(reader, {
    subject: say.subject,
    paragraphs: [say.noneGotIn, `${say.latest} ${whenAndWhere(reader, at, client)}`, say.nothingToDo],
    action: { label: say.action, path: '/forgot-password' },
    footer: `${mailWords(reader).aboutSecurity} ${say.onceADay}`,
  });
}
