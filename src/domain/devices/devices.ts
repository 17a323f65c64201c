import type { Clock } from '#platform/clock.ts';
import type { FreshDb, PrimaryDb, Transaction } from '#platform/database/database.ts';
import { after, days } from '#platform/duration.ts';
import { hashToken, type TokenHash } from '#platform/hashing.ts';
import type { Random } from '#platform/random.ts';
import type { UserId } from '../ids.ts';
import * as repository from './devices.repository.ts';

export interface Welcome {
  /** Given to a browser or app that was new to this account. */
  token: string | undefined;
  /** Nothing ever signed in to this account before. */
  isFirstSignIn: boolean;
}

export interface RememberedDevice {
  knownSince: Date;
  /** `undefined`: it proved the address or reset the password and has not signed in since. */
  signedInAt: Date | undefined;
  forgottenAt: Date;
}

export type Devices = ReturnType<typeof createDevices>;

/** Of the record, and of the cookie that carries its token. */
export const DEVICE_LIFETIME = days(365);
/** A script that signs in without cookies makes a new device each time. */
const MOST_PER_PERSON = 100;

/**
 * Browsers and apps that signed in to an account before (OWASP, "Slow Down Online Guessing Attacks with Device
 * Cookies"). A token that is new to an account is never adopted: a stranger could have planted it.
 */
export function createDevices({ clock, random }: { clock: Clock; random: Random }) {
  const remember = async (db: PrimaryDb, userId: UserId, signedInAt: Date | null): Promise<string> => {
    const token = random.token();
    const now = clock.now();
    await repository.insert(db, {
      user_id: userId,
      token_hash: hashToken(token),
      created_at: now,
      signed_in_at: signedInAt,
      expires_at: after(now, DEVICE_LIFETIME),
    });
    await repository.keepNewest(db, userId, MOST_PER_PERSON);
    return token;
  };

  return {
    /** Which of a browser's tokens belongs to this account; `undefined` for a stranger. */
    async recognise(db: FreshDb, userId: UserId, tokens: readonly string[]): Promise<TokenHash | undefined> {
      if (tokens.length === 0) return undefined;
      return repository.findAmong(db, userId, tokens.map(hashToken), clock.now());
    },

    /** After a complete sign-in, with whatever tokens the browser brought. */
    async welcome(tx: Transaction, userId: UserId, tokens: readonly string[]): Promise<Welcome> {
      const now = clock.now();
      const isFirstSignIn = !(await repository.hasSignedInBefore(tx, userId));
      const isKnown =
        tokens.length > 0 && (await repository.noteSignIn(tx, userId, tokens.map(hashToken), now));
      return { isFirstSignIn, token: isKnown ? undefined : await remember(tx, userId, now) };
    },

    /** A browser that proved the address or reset the password: known from now on. */
    trust: (tx: Transaction, userId: UserId): Promise<string> => remember(tx, userId, null),

    /**
     * No browser or app is known to this account any more. That somebody signed in to it is not forgotten: a device
     * whose token nobody holds stands for them all, so that the next sign-in is told as one from a new device.
     */
    async forgetAll(tx: Transaction, userId: UserId): Promise<void> {
      const hasSignedIn = await repository.hasSignedInBefore(tx, userId);
      await repository.deleteOf(tx, userId);
      if (hasSignedIn) await remember(tx, userId, clock.now());
    },

    async list(db: FreshDb, userId: UserId): Promise<RememberedDevice[]> {
      const rows = await repository.list(db, userId);
      return rows.map(({ created_at: knownSince, signed_in_at, expires_at: forgottenAt }) => ({
        knownSince,
        signedInAt: signed_in_at ?? undefined,
        forgottenAt,
      }));
    },

    /** Under which names the throttle knows this person's devices. */
    listOf: (db: FreshDb, userId: UserId): Promise<TokenHash[]> =>
      repository.listHashes(db, userId, clock.now()),

    purge: (db: PrimaryDb) => repository.deleteExpired(db, clock.now()),
  };
}
