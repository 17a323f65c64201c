import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { Devices } from '#domain/devices/devices.ts';
import type { EmailAddress } from '#domain/email-address.ts';
import type { MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { MailTokens } from '#domain/mail-tokens/mail-tokens.ts';
import type { Password, PasswordPolicy, Passwords, PolicyViolation } from '#domain/passwords/passwords.ts';
import type { ResetRequest, ResetRequests } from '#domain/reset-requests/reset-requests.ts';
import type { Sessions } from '#domain/sessions/sessions.ts';
import type { RefusedTurn, Throttle } from '#domain/throttle/throttle.ts';
import type { User, Users } from '#domain/users/users.ts';
import type { Clock } from '#platform/clock.ts';
import type { Databases } from '#platform/database/database.ts';
import type { Mails } from '#web/mails.ts';
import { resetMail } from './reset-password.mail.ts';

export interface ResetPasswordDeps {
  databases: Databases;
  users: Pick<Users, 'findByEmail' | 'findById' | 'isStillAt' | 'raiseSecurityVersion'>;
  passwords: Pick<Passwords, 'hash' | 'set'>;
  passwordPolicy: PasswordPolicy;
  mailTokens: Pick<MailTokens, 'issue' | 'find' | 'consume' | 'voidAll'>;
  resetRequests: Pick<ResetRequests, 'record' | 'settle'>;
  sessions: Pick<Sessions, 'endAll'>;
  devices: Pick<Devices, 'trust'>;
  throttle: Pick<Throttle, 'takeMailRequest' | 'takeMailboxForReset' | 'forgiveSecondStep'>;
  auditLog: Pick<AuditLog, 'record'>;
  mailQueue: Pick<MailQueue, 'enqueue'>;
  mails: Mails;
  clock: Clock;
}

export type AskOutcome = { kind: 'asked' } | { kind: 'throttled'; refusal: RefusedTurn };

export type ResetOutcome =
  | { kind: 'reset'; deviceToken: string }
  | { kind: 'invalid_token' }
  | { kind: 'refused'; code: PolicyViolation };

export function createResetPassword(deps: ResetPasswordDeps) {
  const { databases, users, passwords, passwordPolicy, mailTokens, resetRequests, sessions, devices } = deps;
  const { throttle, auditLog, mailQueue, mails, clock } = deps;

  const findHolder = async (token: string): Promise<User | undefined> => {
    const holder = await mailTokens.find(databases.primary, 'reset_password', token);
    const user = holder && (await users.findById(databases.primary, holder.userId));
    return user?.securityVersion === holder?.securityVersion ? user : undefined;
  };

  return {
    /** The same one row for every address; whether it is known is looked at later, outside the request. */
    async ask(email: EmailAddress, client: Client): Promise<AskOutcome> {
      const turn = await throttle.takeMailRequest(client);
      if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };
      await resetRequests.record(databases.primary, email, client);
      return { kind: 'asked' };
    },

    /** In the background: mails a link if the address has an account and its mailbox a mail left. */
    async answer(request: ResetRequest): Promise<void> {
      const { email, client } = request;
      const user = await users.findByEmail(databases.primary, email.canonical);
      const turn = user && (await throttle.takeMailboxForReset(email.canonical));
      const settle = () =>
        databases.inTransaction(email.canonical, async (tx) => {
          if (!(await resetRequests.settle(tx, request))) return false;
          if (!user || !turn?.isAllowed) return true;
          const { id: userId, securityVersion } = user;
          const token = await mailTokens.issue(tx, 'reset_password', { userId, securityVersion });
          await mailQueue.enqueue(tx, 'reset_password', user.email, resetMail(mails, token));
          await auditLog.record(tx, 'password_reset_requested', { userId, client });
          return true;
        });
      const isOurs = await (turn?.isAllowed ? turn.judge(settle) : settle());
      // Another instance was faster: its mail, its turn.
      if (!isOurs && turn?.isAllowed) await turn.giveBack();
    },

    /** For the page behind the link; consumes nothing. */
    isValid: async (token: string): Promise<boolean> => (await findHolder(token)) !== undefined,

    /** Signs nobody in and leaves the second factor on: the mailbox alone is one factor. */
    async reset(token: string, password: Password, client: Client): Promise<ResetOutcome> {
      const user = await findHolder(token);
      if (!user) return { kind: 'invalid_token' };
      const violation = passwordPolicy.check(password, { ...user, email: user.email.address });
      if (violation) return { kind: 'refused', code: violation };

      const hash = await passwords.hash(password);
      const done = await databases.inTransaction(user.email.canonical, async (tx) => {
        if (!(await users.isStillAt(tx, user.id, user.securityVersion))) return undefined;
        if (!(await mailTokens.consume(tx, 'reset_password', token))) return undefined;
        const securityVersion = await users.raiseSecurityVersion(tx, user.id);
        await passwords.set(tx, user.id, hash);
        await mailTokens.voidAll(tx, user.id);
        await auditLog.record(tx, 'password_reset', { userId: user.id, client });
        const words = {
          subject: 'Your password was changed',
          paragraph: 'A new password was set by a mailed link.',
        };
        await mailQueue.enqueue(tx, 'password_changed', user.email, mails.notice(words, clock.now(), client));
        return { securityVersion, deviceToken: await devices.trust(tx, user.id) };
      });
      if (!done) return { kind: 'invalid_token' };
      await sessions.endAll(user.id, done.securityVersion);
      await throttle.forgiveSecondStep(user.id);
      return { kind: 'reset', deviceToken: done.deviceToken };
    },
  };
}

export type ResetPassword = ReturnType<typeof createResetPassword>;
