import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { AcceptCode } from '#domain/completed-sign-in.ts';
import type { RecoveryCodes } from '#domain/recovery-codes/recovery-codes.ts';
import type { Totp } from '#domain/totp/totp.ts';
import type { Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';
import { wordsOf } from '#web/language.ts';
import type { NotifyOwner } from '#web/mails.ts';
import { de } from './accept-code.words.de.ts';
import { en } from './accept-code.words.en.ts';

export interface AcceptCodeDeps {
  databases: Pick<Databases, 'inTransaction' | 'primary'>;
  users: Pick<Users, 'lock'>;
  totp: Pick<Totp, 'verify'>;
  recoveryCodes: Pick<RecoveryCodes, 'consume' | 'countLeft'>;
  auditLog: Pick<AuditLog, 'record'>;
  notifyOwner: NotifyOwner;
}

/** A closed set: it labels metrics. */
export const CODE_METHODS = ['totp', 'recovery_code'] as const;
type CodeMethod = (typeof CODE_METHODS)[number];

/** What a typed code is meant to be. */
export const codeMethodOf = (code: string): CodeMethod => (/^\d{6}$/.test(code) ? 'totp' : 'recovery_code');

/** The second factor wherever it is asked for. The caller takes the throttle's turn first. */
export function createAcceptCode(deps: AcceptCodeDeps): AcceptCode {
  const { databases, users, totp, recoveryCodes, auditLog, notifyOwner } = deps;

  return async function acceptCode(user, code, client) {
    if (codeMethodOf(code) === 'totp')
      return (await totp.verify(databases.primary, user.id, code)) ? 'totp' : undefined;

    return databases.inTransaction(user.email.canonical, async (tx) => {
      // Before the code: the order in which everybody locks. A deleted account has no owner to tell.
      if (!(await users.lock(tx, user.id))) return undefined;
      if (!(await recoveryCodes.consume(tx, user.id, code))) return undefined;
      const left = await recoveryCodes.countLeft(tx, user.id);
      await auditLog.record(tx, 'recovery_code_used', { userId: user.id, client });
      const { subject, paragraph } = wordsOf(user, { en, de });
      const words = { subject, paragraph: paragraph(left) };
      await notifyOwner(tx, user, 'recovery_code_used', words, client);
      return 'recovery_code';
    });
  };
}
