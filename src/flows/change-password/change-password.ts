import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { Devices } from '#domain/devices/devices.ts';
import type { MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { MailTokens } from '#domain/mail-tokens/mail-tokens.ts';
import type { Password, PasswordPolicy, Passwords, PolicyViolation } from '#domain/passwords/passwords.ts';
import type { Session, Sessions, StartedSession } from '#domain/sessions/sessions.ts';
import type { RefusedTurn, Throttle } from '#domain/throttle/throttle.ts';
import type { User, Users } from '#domain/users/users.ts';
import type { Clock } from '#platform/clock.ts';
import type { Databases } from '#platform/database/database.ts';
import type { Mails } from '#web/mails.ts';

export interface ChangePasswordDeps {
  databases: Databases;
  users: Pick<Users, 'requireStillAt' | 'raiseSecurityVersion'>;
  passwords: Pick<Passwords, 'find' | 'verify' | 'hash' | 'change'>;
  passwordPolicy: PasswordPolicy;
  mailTokens: Pick<MailTokens, 'voidAll'>;
  devices: Pick<Devices, 'recognise'>;
  sessions: Pick<Sessions, 'endAll' | 'renew'>;
  throttle: Pick<Throttle, 'takeCredentials'>;
  auditLog: Pick<AuditLog, 'record'>;
  mailQueue: Pick<MailQueue, 'enqueue'>;
  mails: Mails;
  clock: Clock;
}

export interface PasswordChange {
  currentPassword: Password;
  newPassword: Password;
  deviceTokens: readonly string[];
}

export type ChangePasswordOutcome =
  | { kind: 'changed'; started: StartedSession }
  /** The current password is wrong, or was changed in this very moment. */
  | { kind: 'rejected' }
  | { kind: 'refused'; code: PolicyViolation }
  | { kind: 'session_ended' }
  | { kind: 'throttled'; refusal: RefusedTurn };

/** Ends every other session; this one goes on under a new token. */
export function createChangePassword(deps: ChangePasswordDeps) {
  const { databases, users, passwords, passwordPolicy, mailTokens, devices, sessions, throttle } = deps;
  const { auditLog, mailQueue, mails, clock } = deps;

  return async function changePassword(
    user: User,
    session: Session,
    { currentPassword, newPassword, deviceTokens }: PasswordChange,
    client: Client,
  ): Promise<ChangePasswordOutcome> {
    const device = await devices.recognise(databases.primary, user.id, deviceTokens);
    const turn = await throttle.takeCredentials(client, user.email.canonical, device);
    if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };
    const { stored, matches } = await turn.judge(async () => {
      const found = await passwords.find(databases.primary, user.id);
      return { stored: found, matches: await passwords.verify(found, currentPassword) };
    });
    if (!stored || !matches) {
      await auditLog.record(databases.primary, 'password_change_rejected', { userId: user.id, client });
      return { kind: 'rejected' };
    }
    await turn.giveBack();
    const violation = passwordPolicy.check(newPassword, { ...user, email: user.email.address });
    if (violation) return { kind: 'refused', code: violation };

    const hash = await passwords.hash(newPassword);
    const securityVersion = await databases.inTransaction(user.email.canonical, async (tx) => {
      await users.requireStillAt(tx, user.id, session.securityVersion);
      if (!(await passwords.change(tx, stored, hash))) return undefined;
      await mailTokens.voidAll(tx, user.id);
      await auditLog.record(tx, 'password_changed', { userId: user.id, client });
      const words = {
        subject: 'Your password was changed',
        paragraph: 'A new password was set for your account.',
      };
      await mailQueue.enqueue(tx, 'password_changed', user.email, mails.notice(words, clock.now(), client));
      return users.raiseSecurityVersion(tx, user.id);
    });
    if (securityVersion === undefined) return { kind: 'rejected' };

    await sessions.endAll(user.id, securityVersion, session);
    const started = await sessions.renew(session, { securityVersion });
    return started ? { kind: 'changed', started } : { kind: 'session_ended' };
  };
}

export type ChangePassword = ReturnType<typeof createChangePassword>;
