import type { AuditEventType, AuditLog } from '#domain/audit-log/audit-log.ts';
import type { MailKind, MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { MailTokens } from '#domain/mail-tokens/mail-tokens.ts';
import type { RecoveryCodes } from '#domain/recovery-codes/recovery-codes.ts';
import type { Sessions } from '#domain/sessions/sessions.ts';
import type { Throttle } from '#domain/throttle/throttle.ts';
import type { Totp } from '#domain/totp/totp.ts';
import type { KnownUser, UserName, Users } from '#domain/users/users.ts';
import type { Clock } from '#platform/clock.ts';
import type { Databases, Transaction } from '#platform/database/database.ts';
import type { Mails } from '#web/mails.ts';
import { type OperatorNotice, operatorNotice } from './manage-users.mail.ts';

export interface ManageUsersDeps {
  databases: Pick<Databases, 'primary' | 'inTransaction'>;
  users: Pick<Users, 'findKnown' | 'lockKnown' | 'disable' | 'enable' | 'raiseSecurityVersion'>;
  totp: Pick<Totp, 'turnOff'>;
  recoveryCodes: Pick<RecoveryCodes, 'removeAll'>;
  mailTokens: Pick<MailTokens, 'voidAll'>;
  sessions: Pick<Sessions, 'endAll'>;
  throttle: Pick<Throttle, 'forgiveSecondStep'>;
  auditLog: Pick<AuditLog, 'recordByOperator'>;
  mailQueue: Pick<MailQueue, 'enqueue'>;
  mails: Mails;
  clock: Clock;
}

export type ManageUserOutcome =
  | { kind: 'changed'; user: KnownUser; sessionsEnded: number }
  /** It was so already: nothing was changed, recorded or mailed. */
  | { kind: 'unchanged'; user: KnownUser }
  | { kind: 'unknown' };

interface Change {
  event: AuditEventType & MailKind;
  notice: OperatorNotice;
  /** False when it is so already. */
  make: (tx: Transaction, user: KnownUser) => Promise<boolean>;
}

/**
 * What operators do to somebody's account. Each raises the security version, together with the change: sessions,
 * sign-ins on their way and mailed links from before are void at once, and stay so when somebody is enabled again.
 */
export function createManageUsers(deps: ManageUsersDeps) {
  const { databases, users, totp, recoveryCodes, mailTokens, sessions, throttle } = deps;
  const { auditLog, mailQueue, mails, clock } = deps;

  const carryOut = async (name: UserName, change: Change): Promise<ManageUserOutcome> => {
    const named = await users.findKnown(databases.primary, name);
    if (!named) return { kind: 'unknown' };
    const made = await databases.inTransaction(named.email.canonical, async (tx) => {
      const user = await users.lockKnown(tx, named.id);
      if (!user || !(await change.make(tx, user))) return undefined;
      const securityVersion = await users.raiseSecurityVersion(tx, user.id);
      await mailTokens.voidAll(tx, 'reset_password', user.id);
      await auditLog.recordByOperator(tx, change.event, user.id);
      await mailQueue.enqueue(
        tx,
        change.event,
        user.email,
        operatorNotice(mails, user, change.notice, clock.now()),
      );
      return { user, securityVersion };
    });
    if (!made) return { kind: 'unchanged', user: named };
    const sessionsEnded = await sessions.endAll(named.id, made.securityVersion);
    return { kind: 'changed', user: made.user, sessionsEnded };
  };

  return {
    disable: (name: UserName): Promise<ManageUserOutcome> =>
      carryOut(name, {
        event: 'user_disabled',
        notice: 'disabled',
        async make(tx, { id, disabledAt }) {
          if (disabledAt) return false;
          await users.disable(tx, id);
          return true;
        },
      }),

    /** The version is raised here too: the mark may have been set by hand, and nothing of before comes back. */
    enable: (name: UserName): Promise<ManageUserOutcome> =>
      carryOut(name, {
        event: 'user_enabled',
        notice: 'enabled',
        async make(tx, { id, disabledAt }) {
          if (!disabledAt) return false;
          await users.enable(tx, id);
          return true;
        },
      }),

    /** Always, also where no session is to be seen: a sign-in may be on its way. */
    endSessions: (name: UserName): Promise<ManageUserOutcome> =>
      carryOut(name, {
        event: 'sessions_ended_by_operator',
        notice: 'sessionsEnded',
        make: async () => true,
      }),

    /** The authenticator app and the recovery codes; wrong codes in a row are forgotten with what they were for. */
    async removeSecondFactor(name: UserName): Promise<ManageUserOutcome> {
      const outcome = await carryOut(name, {
        event: 'second_factor_removed_by_operator',
        notice: 'secondFactorRemoved',
        async make(tx, { id }) {
          if (!(await totp.turnOff(tx, id))) return false;
          await recoveryCodes.removeAll(tx, id);
          return true;
        },
      });
      if (outcome.kind === 'changed') await throttle.forgiveSecondStep(outcome.user.id);
      return outcome;
    },
  };
}

export type ManageUsers = ReturnType<typeof createManageUsers>;
