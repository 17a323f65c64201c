import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { AcceptCode } from '#domain/completed-sign-in.ts';
import type { Devices } from '#domain/devices/devices.ts';
import type { FailureStreaks } from '#domain/failure-streaks/failure-streaks.ts';
import type { Password, Passwords } from '#domain/passwords/passwords.ts';
import type { Session, Sessions, StartedSession } from '#domain/sessions/sessions.ts';
import type { RefusedTurn, Throttle } from '#domain/throttle/throttle.ts';
import type { Totp } from '#domain/totp/totp.ts';
import type { User } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';

export interface ConfirmIdentityDeps {
  databases: Pick<Databases, 'primary'>;
  passwords: Pick<Passwords, 'find' | 'verify'>;
  totp: Pick<Totp, 'isOn'>;
  devices: Pick<Devices, 'recognise'>;
  sessions: Pick<Sessions, 'renew'>;
  throttle: Pick<Throttle, 'takeCredentials' | 'takeSecondStep' | 'forgiveSecondStep'>;
  failureStreaks: Pick<FailureStreaks, 'note'>;
  auditLog: Pick<AuditLog, 'record'>;
  acceptCode: AcceptCode;
}

export interface Proof {
  password: Password | undefined;
  code: string | undefined;
  deviceTokens: readonly string[];
}

export type ConfirmIdentityOutcome =
  | { kind: 'confirmed'; started: StartedSession }
  | { kind: 'rejected'; method: 'password' | 'code' }
  /** The proof this person needs was not given. */
  | { kind: 'missing'; method: 'password' | 'code' }
  | { kind: 'session_ended' }
  | { kind: 'throttled'; refusal: RefusedTurn };

/** A fresh identity proof for sensitive operations. While a second factor is on, only a code will do. */
export function createConfirmIdentity(deps: ConfirmIdentityDeps) {
  const { databases, passwords, totp, devices, sessions, throttle, failureStreaks, auditLog, acceptCode } =
    deps;

  const methodFor = async (user: User): Promise<'password' | 'code'> =>
    (await totp.isOn(databases.primary, user.id)) ? 'code' : 'password';

  return {
    methodFor,

    async confirm(
      user: User,
      session: Session,
      proof: Proof,
      client: Client,
    ): Promise<ConfirmIdentityOutcome> {
      const method = await methodFor(user);
      const given = proof[method];
      if (given === undefined) return { kind: 'missing', method };

      const device = await devices.recognise(databases.primary, user.id, proof.deviceTokens);
      const turn =
        method === 'code'
          ? await throttle.takeSecondStep(client, user.id, { device })
          : await throttle.takeCredentials(client, user.email.canonical, { device });
      if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };

      const isRight = await turn.judge(() =>
        method === 'code' ? accepts(user, given, client) : knows(user, given as Password),
      );
      const type = isRight ? 'identity_confirmed' : 'identity_rejected';
      await auditLog.record(databases.primary, type, { userId: user.id, client });
      if (!isRight) {
        if (method === 'password' && !device)
          await failureStreaks.note(databases.primary, user.email.canonical, client, turn.count);
        return { kind: 'rejected', method };
      }
      await turn.giveBack();
      if (method === 'code') await throttle.forgiveSecondStep(user.id);

      const assurance = method === 'code' ? ({ assuranceLevel: 'aal2' } as const) : {};
      const started = await sessions.renew(session, assurance);
      return started ? { kind: 'confirmed', started } : { kind: 'session_ended' };
    },
  };

  async function accepts(user: User, code: string, client: Client): Promise<boolean> {
    return (await acceptCode(user, code, client)) !== undefined;
  }

  async function knows(user: User, password: Password): Promise<boolean> {
    return passwords.verify(await passwords.find(databases.primary, user.id), password);
  }
}

export type ConfirmIdentity = ReturnType<typeof createConfirmIdentity>;
