import type { ClaimedMail, MailKind, MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { PrimaryDb } from '#platform/database/database.ts';
import type { Logger } from '#platform/logger.ts';
import type { Mailer } from '#platform/mailer.ts';

export interface DeliverMailDeps {
  primary: PrimaryDb;
  mailQueue: Pick<MailQueue, 'claimDue' | 'markSent' | 'markFailed'>;
  mailer: Pick<Mailer, 'send'>;
  onSent: (kind: MailKind, outcome: DeliveryOutcome) => void;
  log: Logger;
}

/** A closed set: it labels metrics. */
export const DELIVERY_OUTCOMES = ['sent', 'retried', 'given_up'] as const;
type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

const BATCH = 10;

/** Sends what is due, batch after batch. What a server refuses comes up again later. */
export function createDeliverMail({ primary, mailQueue, mailer, onSent, log }: DeliverMailDeps) {
  return async function deliverMail(): Promise<void> {
    let mails: ClaimedMail[];
    do {
      mails = await mailQueue.claimDue(primary, BATCH);
      await Promise.all(mails.map(deliver));
    } while (mails.length === BATCH);
  };

  async function deliver(mail: ClaimedMail): Promise<void> {
    const { id, kind, recipient: to, content } = mail;
    try {
      if (!content) throw Object.assign(new Error('no key opens this mail'), { code: 'NO_KEY' });
      await mailer.send({ id, to, ...content });
    } catch (error) {
      // The driver's error may quote the conversation; only its code and reply are logged.
      const { code, responseCode } = error as { code?: string; responseCode?: number };
      const outcome = await mailQueue.markFailed(primary, mail);
      log.warn({ mailId: id, kind, code, responseCode, outcome }, 'a mail was not taken');
      onSent(kind, outcome);
      return;
    }
    await mailQueue.markSent(primary, mail);
    onSent(kind, 'sent');
  }
}
