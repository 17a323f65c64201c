import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { AcceptCode } from '#domain/completed-sign-in.ts';
import type { MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { RecoveryCodes } from '#domain/recovery-codes/recovery-codes.ts';
import type { Totp } from '#domain/totp/totp.ts';
import type { Clock } from '#platform/clock.ts';
import type { Databases } from '#platform/database/database.ts';
import type { Mails } from '#web/mails.ts';

export interface AcceptCodeDeps {
  databases: Pick<Databases, 'inTransaction' | 'primary'>;
  totp: Pick<Totp, 'verify'>;
  recoveryCodes: Pick<RecoveryCodes, 'consume' | 'countLeft'>;
  auditLog: Pick<AuditLog, 'record'>;
  mailQueue: Pick<MailQueue, 'enqueue'>;
  mails: Mails;
  clock: Clock;
}

const SIX_DIGITS = /^\d{6}$/;

/** The second factor wherever it is asked for. The caller takes the throttle's turn first. */
export function createAcceptCode(deps: AcceptCodeDeps): AcceptCode {
  const { databases, totp, recoveryCodes, auditLog, mailQueue, mails, clock } = deps;

  return async function acceptCode(user, code, client) {
    if (SIX_DIGITS.test(code))
      return (await totp.verify(databases.primary, user.id, code)) ? 'totp' : undefined;

    return databases.inTransaction(user.email.canonical, async (tx) => {
      if (!(await recoveryCodes.consume(tx, user.id, code))) return undefined;
      const left = await recoveryCodes.countLeft(tx, user.id);
      await auditLog.record(tx, 'recovery_code_used', { userId: user.id, client });
      const words = {
        subject: 'A recovery code was used',
        paragraph: `One of your recovery codes was used in place of the authenticator app. ${left} are left.`,
      };
      await mailQueue.enqueue(tx, 'recovery_code_used', user.email, mails.notice(words, clock.now(), client));
      return 'recovery_code';
    });
  };
}
