import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { Devices } from '#domain/devices/devices.ts';
import type { FailureStreaks } from '#domain/failure-streaks/failure-streaks.ts';
import type { MailTokens } from '#domain/mail-tokens/mail-tokens.ts';
import type { Password, PasswordPolicy, Passwords, PolicyViolation } from '#domain/passwords/passwords.ts';
import type { Session, Sessions, StartedSession } from '#domain/sessions/sessions.ts';
import type { RefusedTurn, Throttle } from '#domain/throttle/throttle.ts';
import type { User, Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';
import { wordsOf } from '#web/language.ts';
import type { NotifyOwner } from '#web/mails.ts';
import { de } from './change-password.words.de.ts';
import { en } from './change-password.words.en.ts';

export interface ChangePasswordDeps {
  databases: Databases;
  users: Pick<Users, 'requireStillAt' | 'raiseSecurityVersion'>;
  passwords: Pick<Passwords, 'find' | 'verify' | 'hash' | 'change'>;
  passwordPolicy: PasswordPolicy;
  mailTokens: Pick<MailTokens, 'voidAll'>;
  devices: Pick<Devices, 'recognise'>;
  sessions: Pick<Sessions, 'endAll' | 'renew'>;
  throttle: Pick<Throttle, 'takeCredentials'>;
  failureStreaks: Pick<FailureStreaks, 'note'>;
  auditLog: Pick<AuditLog, 'record'>;
  notifyOwner: NotifyOwner;
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
  | { kind: 'refused'; code: PolicyViolation | 'password_unchanged' }
  | { kind: 'session_ended' }
  | { kind: 'throttled'; refusal: RefusedTurn };

/** Ends every other session; this one goes on under a new token. */
export function createChangePassword(deps: ChangePasswordDeps) {
  const { databases, users, passwords, passwordPolicy, mailTokens, devices, sessions, throttle } = deps;
  const { failureStreaks, auditLog, notifyOwner } = deps;

  return async function changePassword(
    user: User,
    session: Session,
    { currentPassword, newPassword, deviceTokens }: PasswordChange,
    client: Client,
  ): Promise<ChangePasswordOutcome> {
    const device = await devices.recognise(databases.primary, user.id, deviceTokens);
    const turn = await throttle.takeCredentials(client, user.email.canonical, { device });
    if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };
    const { stored, matches } = await turn.judge(async () => {
      const found = await passwords.find(databases.primary, user.id);
      return { stored: found, matches: await passwords.verify(found, currentPassword) };
    });
    if (!stored || !matches) {
      await auditLog.record(databases.primary, 'password_change_rejected', { userId: user.id, client });
      if (!device) await failureStreaks.note(databases.primary, user.email.canonical, client, turn.count);
      return { kind: 'rejected' };
    }
    await turn.giveBack();
    // Said only to whoever just proved to know it.
    if (newPassword === currentPassword) return { kind: 'refused', code: 'password_unchanged' };
    const violation = await passwordPolicy.check(newPassword, { ...user, email: user.email.address });
    if (violation) return { kind: 'refused', code: violation };

    const hash = await passwords.hash(newPassword);
    const securityVersion = await databases.inTransaction(user.email.canonical, async (tx) => {
      await users.requireStillAt(tx, user.id, session.securityVersion);
      if (!(await passwords.change(tx, stored, hash))) return undefined;
      await mailTokens.voidAll(tx, 'reset_password', user.id);
      await auditLog.record(tx, 'password_changed', { userId: user.id, client });
      const { notice } = wordsOf(user, { en, de });
      await notifyOwner(tx, user, 'password_changed', notice, client);
      return users.raiseSecurityVersion(tx, user.id);
    });
    if (securityVersion === undefined) return { kind: 'rejected' };

    await sessions.endAll(user.id, securityVersion, session);
    const started = await sessions.renew(session, { securityVersion });
    return started ? { kind: 'changed', started } : { kind: 'session_ended' };
  };
}

export type ChangePassword = ReturnType<typeof createChangePassword>;
