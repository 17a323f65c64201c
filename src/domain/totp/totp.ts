import type { Clock } from '#platform/clock.ts';
import type { FreshDb, PrimaryDb, ReplicaDb, Transaction } from '#platform/database/database.ts';
import { after, minutes } from '#platform/duration.ts';
import type { Keyring } from '#platform/encryption.ts';
import type { Random } from '#platform/random.ts';
import type { SessionId, UserId } from '../ids.ts';
import * as repository from './totp.repository.ts';
import { matchingStep, otpauthUri, SECRET_BYTES, toBase32 } from './totp-code.ts';

/** Shown once, while setting up. */
export interface Enrolment {
  /** Base32, for typing. */
  secret: string;
  otpauthUri: string;
}

export interface TotpDeps {
  keyring: Keyring;
  clock: Clock;
  random: Random;
  issuer: string;
}

export type Totp = ReturnType<typeof createTotp>;

const ENROLMENT_LIFETIME = minutes(10);

/** The second factor from an authenticator app. Secrets leave the server only while being set up. */
export function createTotp({ keyring, clock, random, issuer }: TotpDeps) {
  const sealed = (secret: Uint8Array, row: string) => keyring.seal(secret, row);
  const describe = (secret: Uint8Array, label: string): Enrolment => ({
    secret: toBase32(secret),
    otpauthUri: otpauthUri(secret, issuer, label),
  });

  return {
    isOn: (db: FreshDb, userId: UserId): Promise<boolean> => repository.exists(db, userId),

    async turnedOnAt(db: FreshDb, userId: UserId): Promise<Date | undefined> {
      return (await repository.findSecret(db, userId))?.confirmed_at;
    },

    /** Who of these people has it on. */
    listOn: (db: ReplicaDb, userIds: readonly UserId[]): Promise<UserId[]> =>
      repository.listHolders(db, userIds),

    /** How many secrets each key seals, by the key's id. */
    countByKey: (db: ReplicaDb): Promise<Map<string, number>> => repository.countByKey(db),

    /** A new secret for this session; the one shown before is void. What is turned on stays as it is. */
    async enrol(tx: Transaction, userId: UserId, sessionId: SessionId, label: string): Promise<Enrolment> {
      const secret = random.bytes(SECRET_BYTES);
      await repository.upsertEnrolment(tx, {
        user_id: userId,
        session_id: sessionId,
        ...repository.toColumns(sealed(secret, enrolmentRow(userId))),
        expires_at: after(clock.now(), ENROLMENT_LIFETIME),
      });
      return describe(secret, label);
    },

    /** The enrolment still waiting in this session, so that a mistyped code does not mean a new QR code. */
    async findEnrolment(
      db: PrimaryDb,
      userId: UserId,
      sessionId: SessionId,
      label: string,
    ): Promise<Enrolment | undefined> {
      const row = await repository.findEnrolment(db, userId, sessionId, clock.now());
      return row && describe(keyring.open(repository.toSealed(row), enrolmentRow(userId)), label);
    },

    /** Turns the factor on if the code fits the session's latest enrolment; that code's step is used up. */
    async confirm(tx: Transaction, userId: UserId, sessionId: SessionId, code: string): Promise<boolean> {
      const now = clock.now();
      const row = await repository.findEnrolment(tx, userId, sessionId, now);
      if (!row) return false;
      const secret = keyring.open(repository.toSealed(row), enrolmentRow(userId));
      const step = matchingStep(secret, code, now);
      if (step === undefined || !(await repository.deleteEnrolment(tx, userId, row.ciphertext))) return false;
      await repository.upsertSecret(tx, {
        user_id: userId,
        ...repository.toColumns(sealed(secret, secretRow(userId))),
        last_step: step,
        confirmed_at: now,
      });
      return true;
    },

    /** Accepts a code once, whatever it is used for; a replay and a wrong code look the same. */
    async verify(db: PrimaryDb, userId: UserId, code: string): Promise<boolean> {
      const row = await repository.findSecret(db, userId);
      if (!row) return false;
      const box = repository.toSealed(row);
      const secret = keyring.open(box, secretRow(userId));
      const step = matchingStep(secret, code, clock.now());
      if (step === undefined || !(await repository.advanceStep(db, userId, step))) return false;
      if (keyring.isOutdated(box))
        await repository.reseal(db, userId, box, sealed(secret, secretRow(userId)));
      return true;
    },

    /** A secret that was shown and not confirmed: whoever saw it may not be who signs in from now on. */
    voidEnrolment: (tx: Transaction, userId: UserId): Promise<void> =>
      repository.deleteEnrolmentOf(tx, userId),

    /** False when it was off already. */
    turnOff: (tx: Transaction, userId: UserId): Promise<boolean> => repository.deleteSecret(tx, userId),

    purge: (db: PrimaryDb) => repository.deleteExpired(db, clock.now()),
  };
}

const secretRow = (userId: UserId) => `totp_secrets.ciphertext:${userId}`;
const enrolmentRow = (userId: UserId) => `totp_enrolments.ciphertext:${userId}`;
