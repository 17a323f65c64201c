import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { BroughtTokens, CompletedSignIn, CompleteSignIn } from '#domain/completed-sign-in.ts';
import type { Devices } from '#domain/devices/devices.ts';
import type { EmailAddress } from '#domain/email-address.ts';
import type { FailureStreaks } from '#domain/failure-streaks/failure-streaks.ts';
import { NOBODY } from '#domain/ids.ts';
import type { Password, Passwords } from '#domain/passwords/passwords.ts';
import type { PendingSignIns, StartedPendingSignIn } from '#domain/pending-sign-ins/pending-sign-ins.ts';
import type { ProofRequired, Suspicion } from '#domain/suspicion/suspicion.ts';
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
  suspicion: Pick<Suspicion, 'screen' | 'flag' | 'note'>;
  throttle: Pick<Throttle, 'takeCredentials'>;
  failureStreaks: Pick<FailureStreaks, 'note'>;
  auditLog: Pick<AuditLog, 'record'>;
  completeSignIn: CompleteSignIn;
}

export interface Credentials {
  email: EmailAddress;
  password: Password;
  isRemembered: boolean;
  returnTo: string | undefined;
  brought: BroughtTokens;
  proof: string | undefined;
  /** A robot filled in what no person sees. */
  isTrapSprung: boolean;
  /** Sent within a second: a password manager, or a robot. */
  isHasty: boolean;
}

export type SignInOutcome =
  | { kind: 'signed_in'; signIn: CompletedSignIn; user: User }
  | { kind: 'second_factor_required'; pending: StartedPendingSignIn }
  /** Never says why: an unknown address, a wrong password, a disabled account. */
  | { kind: 'rejected' }
  | { kind: 'throttled'; refusal: RefusedTurn }
  | ProofRequired;

export function createSignIn(deps: SignInDeps) {
  const { databases, users, passwords, totp, devices, pendingSignIns } = deps;
  const { suspicion, throttle, failureStreaks, auditLog, completeSignIn } = deps;

  return async function signIn(credentials: Credentials, client: Client): Promise<SignInOutcome> {
    const { email, password, isRemembered, returnTo, brought, proof } = credentials;
    const device = await recognise(email, brought);
    const visit = { client, door: 'sign_in', proof, isKnownDevice: device !== undefined } as const;
    const screening = await suspicion.screen(visit);
    if (screening.kind === 'proof_required') return screening;
    const { isSuspect } = screening;
    const turn = await throttle.takeCredentials(client, email.canonical, { device, isSuspect });
    if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };

    const { user, stored, needsCode, matches } = await turn.judge(async () => {
      const account = await findAccount(email);
      return { ...account, matches: await passwords.verify(account.stored, password) };
    });
    const reject = async (event: 'honeypot_filled' | 'sign_in_rejected'): Promise<SignInOutcome> => {
      await auditLog.record(databases.primary, event, { userId: user?.id, client });
      if (!device) await failureStreaks.note(databases.primary, email.canonical, client, turn.count);
      return { kind: 'rejected' };
    };
    // Whatever was typed: a robot learns nothing, not even that it was found out. An extension that fills in
    // everything must not keep a known browser out.
    if (credentials.isTrapSprung && !device) {
      await suspicion.flag(client, 'sign_in');
      return reject('honeypot_filled');
    }
    if (!user || !stored || !matches) {
      if (credentials.isHasty) suspicion.note(false);
      return reject('sign_in_rejected');
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
