import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { FailureStreaks } from '#domain/failure-streaks/failure-streaks.ts';
import type { MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { ResetRequests } from '#domain/reset-requests/reset-requests.ts';
import type { Session, Sessions } from '#domain/sessions/sessions.ts';
import type { SignUps } from '#domain/sign-ups/sign-ups.ts';
import type { User, Users } from '#domain/users/users.ts';
import type { Clock } from '#platform/clock.ts';
import type { Databases } from '#platform/database/database.ts';
import type { Mails } from '#web/mails.ts';
import { farewellMail } from './delete-account.mail.ts';

export interface DeleteAccountDeps {
  databases: Pick<Databases, 'inTransaction'>;
  users: Pick<Users, 'requireStillAt' | 'remove'>;
  signUps: Pick<SignUps, 'removeAll'>;
  resetRequests: Pick<ResetRequests, 'removeAll'>;
  failureStreaks: Pick<FailureStreaks, 'removeAll'>;
  mailQueue: Pick<MailQueue, 'removeAllTo' | 'enqueue'>;
  auditLog: Pick<AuditLog, 'record' | 'forgetPerson'>;
  sessions: Pick<Sessions, 'endAll'>;
  mails: Mails;
  clock: Clock;
}

/** Everything about a person goes in one transaction; what remains is listed in docs/decisions/030. */
export function createDeleteAccount(deps: DeleteAccountDeps) {
  const { databases, users, signUps, resetRequests, failureStreaks, mailQueue, auditLog, sessions } = deps;
  const { mails, clock } = deps;

  /** Throws `AccountChanged` when the session ended between the door and here. */
  return async function deleteAccount(user: User, session: Session, client: Client): Promise<void> {
    const { id, email } = user;
    const securityVersion = await databases.inTransaction(email.canonical, async (tx) => {
      // What waits for the address first, then the account: the order in which the jobs that answer it lock.
      await signUps.removeAll(tx, email);
      await resetRequests.removeAll(tx, email);
      await failureStreaks.removeAll(tx, email);
      await users.requireStillAt(tx, id, session.securityVersion);
      await auditLog.record(tx, 'account_deleted', { userId: id, client });
      await auditLog.forgetPerson(tx, id);
      await mailQueue.removeAllTo(tx, email);
      await mailQueue.enqueue(tx, 'account_deleted', email, farewellMail(mails, user, clock.now(), client));
      return users.remove(tx, id);
    });
    await sessions.endAll(id, securityVersion);
  };
}

export type DeleteAccount = ReturnType<typeof createDeleteAccount>;
