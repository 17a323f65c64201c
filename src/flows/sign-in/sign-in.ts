import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { BroughtTokens, CompletedSignIn, CompleteSignIn } from '#domain/completed-sign-in.ts';
import type { Devices } from '#domain/devices/devices.ts';
import type { EmailAddress } from '#domain/email-address.ts';
import { NOBODY } from '#domain/ids.ts';
import type { Password, Passwords } from '#domain/passwords/passwords.ts';
import type { PendingSignIns, StartedPendingSignIn } from '#domain/pending-sign-ins/pending-sign-ins.ts';
import type { RefusedTurn, Throttle } from '#domain/throttle/throttle.ts';
import type { Totp } from '#domain/totp/totp.ts';
import type { User, Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';

export interface SignInDeps {
  databases: Pick<Databases, 'deciding' | 'primary'>;
  users: Pick<Users, 'findByEmail'>;
  passwords: Pick<Passwords, 'find' | 'verify' | 'rehashIfOutdated'>;
  totp: Pick<Totp, 'isOn'>;
  devices: Pick<Devices, 'recognise'>;
  pendingSignIns: Pick<PendingSignIns, 'start'>;
  throttle: Pick<Throttle, 'takeCredentials'>;
  auditLog: Pick<AuditLog, 'record'>;
  completeSignIn: CompleteSignIn;
}

export interface Credentials {
  email: EmailAddress;
  password: Password;
  isRemembered: boolean;
  returnTo: string | undefined;
  brought: BroughtTokens;
}

export type SignInOutcome =
  | { kind: 'signed_in'; signIn: CompletedSignIn; user: User }
  | { kind: 'second_factor_required'; pending: StartedPendingSignIn }
  /** Never says why: an unknown address, a wrong password, a disabled account. */
  | { kind: 'rejected' }
  | { kind: 'throttled'; refusal: RefusedTurn };

export function createSignIn(deps: SignInDeps) {
  const { databases, users, passwords, totp, devices, pendingSignIns } = deps;
  const { throttle, auditLog, completeSignIn } = deps;

  return async function signIn(credentials: Credentials, client: Client): Promise<SignInOutcome> {
    const { email, password, isRemembered, returnTo, brought } = credentials;
    const device = await recognise(email, brought);
    const turn = await throttle.takeCredentials(client, email.canonical, device);
    if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };

    const { user, stored, needsCode, matches } = await turn.judge(async () => {
      const account = await findAccount(email);
      return { ...account, matches: await passwords.verify(account.stored, password) };
    });
    if (!user || !stored || !matches) {
      await auditLog.record(databases.primary, 'sign_in_rejected', { userId: user?.id, client });
      return { kind: 'rejected' };
    }

    // A right password is no failure, whatever follows.
    await turn.giveBack();
    await passwords.rehashIfOutdated(databases.primary, stored, password);
    if (needsCode) {
      const { id: userId, securityVersion } = user;
      return {
        kind: 'second_factor_required',
        pending: await pendingSignIns.start({ userId, securityVersion, isRemembered, returnTo }),
      };
    }

    const how = { assuranceLevel: 'aal1', isRemembered, client, brought, device } as const;
    const signIn = await completeSignIn({ user, ...how });
    return signIn ? { kind: 'signed_in', signIn, user } : { kind: 'rejected' };
  };

  /** Asked before the gate, since it decides whose budget counts; strangers bring nothing and cost nothing. */
  async function recognise({ canonical }: EmailAddress, { deviceTokens }: BroughtTokens) {
    if (deviceTokens.length === 0) return undefined;
    return databases.deciding(canonical, async (db) => {
      const user = await users.findByEmail(db, canonical);
      return devices.recognise(db, user?.id ?? NOBODY, deviceTokens);
    });
  }

  function findAccount({ canonical }: EmailAddress) {
    return databases.deciding(canonical, async (db) => {
      const user = await users.findByEmail(db, canonical);
      const id = user?.id ?? NOBODY;
      return { user, stored: await passwords.find(db, id), needsCode: await totp.isOn(db, id) };
    });
  }
}

export type SignIn = ReturnType<typeof createSignIn>;
