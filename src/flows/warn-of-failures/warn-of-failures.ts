import type { FailureStreak, FailureStreaks } from '#domain/failure-streaks/failure-streaks.ts';
import type { MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';
import type { Mails } from '#web/mails.ts';
import { failuresMail } from './warn-of-failures.mail.ts';

export interface WarnOfFailuresDeps {
  databases: Pick<Databases, 'primary' | 'inTransaction'>;
  users: Pick<Users, 'findByEmail' | 'lock'>;
  failureStreaks: Pick<FailureStreaks, 'settle'>;
  mailQueue: Pick<MailQueue, 'enqueue' | 'countToday'>;
  mails: Mails;
}

/**
 * In the background: tells the owner, if there is one, that strangers keep failing on the account. Once a day, and
 * apart from the mailbox's budget: whoever used that up would switch the warning off.
 */
export function createWarnOfFailures(deps: WarnOfFailuresDeps) {
  const { databases, users, failureStreaks, mailQueue, mails } = deps;

  return async function warnOfFailures(streak: FailureStreak): Promise<void> {
    const user = await users.findByEmail(databases.primary, streak.email);
    await databases.inTransaction(streak.email, async (tx) => {
      if (!(await failureStreaks.settle(tx, streak))) return;
      // Locked, so that two streaks of one person, answered side by side, are one mail.
      if (!user || !(await users.lock(tx, user.id))) return;
      if ((await mailQueue.countToday(tx, 'sign_in_failures', user.email)) > 0) return;
      await mailQueue.enqueue(tx, 'sign_in_failures', user.email, failuresMail(mails, user, streak));
    });
  };
}
