import type { MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { MailTokens } from '#domain/mail-tokens/mail-tokens.ts';
import type { Clock } from '#platform/clock.ts';
import type { Mails, NotifyOwner } from '#web/mails.ts';

export interface NotifyOwnerDeps {
  mailTokens: Pick<MailTokens, 'issue'>;
  mailQueue: Pick<MailQueue, 'enqueue'>;
  mails: Pick<Mails, 'notice'>;
  clock: Clock;
}

/** The one way in which what happened to an account is told. */
export function createNotifyOwner({ mailTokens, mailQueue, mails, clock }: NotifyOwnerDeps): NotifyOwner {
  return async function notifyOwner(tx, owner, kind, words, client) {
    const token = await mailTokens.issue(tx, 'not_me', { userId: owner.id });
    const content = mails.notice(owner, words, { at: clock.now(), client, token });
    await mailQueue.enqueue(tx, kind, owner.email, content);
  };
}
