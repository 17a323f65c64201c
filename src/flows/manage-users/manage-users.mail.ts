import type { MailContent } from '#platform/mailer.ts';
import { type Reader, wordsOf } from '#web/language.ts';
import { type Mails, mailWords, when } from '#web/mails.ts';
import { de } from './manage-users.words.de.ts';
import { en } from './manage-users.words.en.ts';

export type OperatorNotice = 'disabled' | 'enabled' | 'sessionsEnded' | 'secondFactorRemoved';

/** What an operator did to somebody's account, with when, and whom to ask. */
export function operatorNotice(mails: Mails, reader: Reader, notice: OperatorNotice, at: Date): MailContent {
  const say = wordsOf(reader, { en, de });
  const { subject, paragraph } = say[notice];
  const actions = {
    disabled: undefined,
    enabled: { label: say.signIn, path: '/sign-in' },
    sessionsEnded: { label: say.signIn, path: '/sign-in' },
    secondFactorRemoved: { label: say.chooseNewPassword, path: '/forgot-password' },
  };
  return mails.compose(reader, {
    subject,
    paragraphs: [paragraph, when(reader, at), say.askOperators],
    action: actions[notice],
    footer: mailWords(reader).aboutSecurity,
  });
}
