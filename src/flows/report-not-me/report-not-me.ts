import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { Devices } from '#domain/devices/devices.ts';
import type { MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { MailTokens } from '#domain/mail-tokens/mail-tokens.ts';
import type { Passwords } from '#domain/passwords/passwords.ts';
import type { Sessions } from '#domain/sessions/sessions.ts';
import type { User, Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';
import type { Mails } from '#web/mails.ts';
import { chooseNewPasswordMail } from './report-not-me.mail.ts';

export interface ReportNotMeDeps {
  databases: Pick<Databases, 'primary' | 'inTransaction'>;
  users: Pick<Users, 'findById' | 'lock' | 'raiseSecurityVersion'>;
  passwords: Pick<Passwords, 'remove'>;
  devices: Pick<Devices, 'forgetAll'>;
  mailTokens: Pick<MailTokens, 'issue' | 'find' | 'consume' | 'voidAll'>;
  sessions: Pick<Sessions, 'endAll'>;
  auditLog: Pick<AuditLog, 'record'>;
  mailQueue: Pick<MailQueue, 'enqueue'>;
  mails: Mails;
}

export type ReportOutcome = { kind: 'reported' } | { kind: 'invalid_token' };

/** "This wasn't me": the link in a notice. Whoever reads the mailbox puts everybody out, and signs nobody in. */
export function createReportNotMe(deps: ReportNotMeDeps) {
  const { databases, users, passwords, devices, mailTokens, sessions, auditLog, mailQueue, mails } = deps;

  const findOwner = async (token: string): Promise<User | undefined> => {
    const holder = await mailTokens.find(databases.primary, 'not_me', token);
    return holder && users.findById(databases.primary, holder.userId);
  };

  /** The new version; `undefined` when the link was used meanwhile, or the account is gone. */
  const shut = ({ id: userId, email, language }: User, token: string, client: Client) =>
    databases.inTransaction(email.canonical, async (tx) => {
      if (!(await users.lock(tx, userId))) return undefined;
      if (!(await mailTokens.consume(tx, 'not_me', token))) return undefined;
      const securityVersion = await users.raiseSecurityVersion(tx, userId);
      // Whoever came in knows it: it must not work until there is a new one.
      await passwords.remove(tx, userId);
      await devices.forgetAll(tx, userId);
      // What the other notices tell of is dealt with as well.
      await mailTokens.voidAll(tx, 'not_me', userId);
      await auditLog.record(tx, 'reported_not_me', { userId, client });
      const link = await mailTokens.issue(tx, 'reset_password', { userId, securityVersion });
      await mailQueue.enqueue(tx, 'reset_password', email, chooseNewPasswordMail(mails, { language }, link));
      return securityVersion;
    });

  return {
    /** For the page behind the link; consumes nothing. */
    isValid: async (token: string): Promise<boolean> => (await findOwner(token)) !== undefined,

    /** Ends all that was let in. The second factor stays as it is: a mailbox alone must not remove it. */
    async report(token: string, client: Client): Promise<ReportOutcome> {
      const user = await findOwner(token);
      if (!user) return { kind: 'invalid_token' };
      const securityVersion = await shut(user, token, client);
      if (securityVersion === undefined) return { kind: 'invalid_token' };
      await sessions.endAll(user.id, securityVersion);
      return { kind: 'reported' };
    },
  };
}

export type ReportNotMe = ReturnType<typeof createReportNotMe>;
