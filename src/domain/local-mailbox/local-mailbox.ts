import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb } from '#platform/database/database.ts';
import type { Mailer } from '#platform/mailer.ts';
import type { MailId } from '../ids.ts';
import * as repository from './local-mailbox.repository.ts';

export interface ReceivedMail {
  id: MailId;
  to: string;
  subject: string;
  text: string;
  html: string;
  sentAt: Date;
}

export interface LocalMailbox extends Mailer {
  /** Newest first. */
  list(): Promise<ReceivedMail[]>;
  find(id: MailId): Promise<ReceivedMail | undefined>;
}

const MOST_SHOWN = 200;

/** Stands in for a mail server on a developer's own machine; exists nowhere else (see the configuration). */
export function createLocalMailbox({ primary, clock }: { primary: PrimaryDb; clock: Clock }): LocalMailbox {
  return {
    async send({ id, to, ...content }) {
      await repository.insert(primary, { id: id as MailId, recipient: to, ...content, sent_at: clock.now() });
    },
    close() {},
    list: async () => (await repository.list(primary, MOST_SHOWN)).map(toMail),
    async find(id) {
      const row = await repository.find(primary, id);
      return row && toMail(row);
    },
  };
}

function toMail({ recipient, sent_at, ...row }: repository.MailboxRow): ReceivedMail {
  return { ...row, to: recipient, sentAt: sent_at };
}
