import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { Devices } from '#domain/devices/devices.ts';
import type { Password, PasswordHash, Passwords } from '#domain/passwords/passwords.ts';
import type { SignUps } from '#domain/sign-ups/sign-ups.ts';
import type { RefusedTurn, Throttle } from '#domain/throttle/throttle.ts';
import type { Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';

export interface VerifyEmailDeps {
  databases: Databases;
  users: Pick<Users, 'create'>;
  passwords: Pick<Passwords, 'verify' | 'set'>;
  signUps: Pick<SignUps, 'findByToken' | 'complete'>;
  devices: Pick<Devices, 'trust'>;
  throttle: Pick<Throttle, 'takeCredentials'>;
  auditLog: Pick<AuditLog, 'record'>;
}

export interface VerificationAttempt {
  token: string;
  /** Needed where the browser is not the one that signed up. */
  password: Password | undefined;
  browserToken: string | undefined;
}

export type VerifyEmailOutcome =
  | { kind: 'verified'; deviceToken: string }
  | { kind: 'invalid_token' }
  | { kind: 'password_needed' }
  | { kind: 'rejected' }
  | { kind: 'throttled'; refusal: RefusedTurn };

/**
 * Turns a waiting sign-up into an account. Who clicks the link owns the mailbox, not necessarily the sign-up:
 * a stranger may have chosen the password (pre-hijacking), so another browser must know it.
 */
export function createVerifyEmail(deps: VerifyEmailDeps) {
  const { databases, users, passwords, signUps, devices, throttle, auditLog } = deps;

  return {
    /** For the page with the button; consumes nothing. */
    async look(
      token: string,
      browserToken: string | undefined,
    ): Promise<'unknown' | 'ready' | 'password_needed'> {
      const found = await signUps.findByToken(databases.primary, token, browserToken);
      if (!found) return 'unknown';
      return found.startedHere ? 'ready' : 'password_needed';
    },

    async verify(
      { token, password, browserToken }: VerificationAttempt,
      client: Client,
    ): Promise<VerifyEmailOutcome> {
      const found = await signUps.findByToken(databases.primary, token, browserToken);
      if (!found) return { kind: 'invalid_token' };
      const { signUp, startedHere } = found;
      if (!startedHere) {
        if (password === undefined) return { kind: 'password_needed' };
        const turn = await throttle.takeCredentials(client, signUp.email.canonical);
        if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };
        const stored = { hash: signUp.passwordHash as PasswordHash };
        if (!(await turn.judge(() => passwords.verify(stored, password)))) return { kind: 'rejected' };
        await turn.giveBack();
      }
      return createAccount(token, signUp.email.canonical, client);
    },
  };

  function createAccount(token: string, person: string, client: Client): Promise<VerifyEmailOutcome> {
    return databases.inTransaction(person, async (tx): Promise<VerifyEmailOutcome> => {
      const signUp = await signUps.complete(tx, token);
      const user = signUp && (await users.create(tx, signUp));
      if (!user) return { kind: 'invalid_token' };
      await passwords.set(tx, user.id, signUp.passwordHash as PasswordHash);
      await auditLog.record(tx, 'account_created', { userId: user.id, client });
      return { kind: 'verified', deviceToken: await devices.trust(tx, user.id) };
    });
  }
}

export type VerifyEmail = ReturnType<typeof createVerifyEmail>;
