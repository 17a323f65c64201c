import type { Client } from '#domain/client.ts';
import type { MailKind } from '#domain/mail-queue/mail-queue.ts';
import type { User } from '#domain/users/users.ts';
import type { Transaction } from '#platform/database/database.ts';
import type { MailContent } from '#platform/mailer.ts';
import type { Brand } from './brand.ts';
import { describeDevice } from './device-words.ts';
import { type Reader, wordsOf } from './language.ts';
import { mailLayout } from './mail-layout.ts';
import { de } from './mails.words.de.ts';
import { en } from './mails.words.en.ts';
import { inWords } from './moments.ts';

/** Makes mails in one look, with links that come from the configuration and never from a request. */
export interface Mails {
  compose(reader: Reader, mail: MailWords): MailContent;
  /** A notice about something that happened, with when and where and what to do if it was somebody else. */
  notice(reader: Reader, mail: NoticeWords, happened: Happened): MailContent;
}

/**
 * Tells the owner of an account what happened to it, in the transaction that makes it happen. The mail carries a link
 * of its own to say "this wasn't me".
 */
export type NotifyOwner = (
  tx: Transaction,
  owner: Pick<User, 'id' | 'email' | 'language'>,
  kind: MailKind,
  words: NoticeWords,
  client: Client,
) => Promise<void>;

export interface MailWords {
  subject: string;
  paragraphs: readonly string[];
  action?: { label: string; path: string } | undefined;
  /** Why this mail came. */
  footer: string;
}

export interface NoticeWords {
  subject: string;
  paragraph: string;
}

export interface Happened {
  at: Date;
  client: Client;
  /** Of the purpose `not_me`. */
  token: string;
}

export const mailWords = (reader: Reader): typeof en => wordsOf(reader, { en, de });

export function createMails({ brand, publicUrl }: { brand: Brand; publicUrl: string }): Mails {
  const compose = (reader: Reader, { subject, paragraphs, action, footer }: MailWords): MailContent => ({
    subject,
    ...mailLayout(reader, {
      brand,
      title: subject,
      paragraphs,
      ...(action && { action: { label: action.label, url: `${publicUrl}${action.path}` } }),
      footer,
    }),
  });

  return {
    compose,
    notice(reader, { subject, paragraph }, { at, client, token }) {
      const say = mailWords(reader);
      return compose(reader, {
        subject,
        paragraphs: [paragraph, whenAndWhere(reader, at, client), say.ifNotYou],
        action: { label: say.notMe, path: `/not-me?token=${token}` },
        footer: say.aboutSecurity,
      });
    },
  };
}

/** A sentence about who did it, as far as it is known. */
export function whenAndWhere(reader: Reader, at: Date, { userAgent, ip }: Client): string {
  return `${when(reader, at)} ${mailWords(reader).from(describeDevice(reader, userAgent), ip)}`;
}

export const when = (reader: Reader, at: Date): string => mailWords(reader).when(inWords(reader, at));
