import type { Clock } from '#platform/clock.ts';
import type { FreshDb, PrimaryDb, Transaction } from '#platform/database/database.ts';
import type { UserId } from '../ids.ts';
import { type Password, type PasswordHash, parsePassword, type StoredPassword } from './password.ts';
import { Overloaded, type PasswordHasher } from './password-hasher.ts';
import * as repository from './passwords.repository.ts';

export { LONGEST_TYPED_PASSWORD, type Password, type PasswordHash, parsePassword } from './password.ts';
export { createPasswordHasher, Overloaded, type PasswordHasher } from './password-hasher.ts';
export { createPasswordPolicy, type PasswordPolicy, type PolicyViolation } from './password-policy.ts';

export type Passwords = ReturnType<typeof createPasswords>;

export interface PasswordsDeps {
  hasher: PasswordHasher;
  clock: Clock;
  /** Told of every guess that was judged: what the budgets of the throttle are measured by. */
  onVerified?: (matches: boolean, userId?: UserId) => void;
  onHashed?: () => void;
}

export function createPasswords({
  hasher,
  clock,
  onVerified = () => {},
  onHashed = () => {},
}: PasswordsDeps) {
  let decoy: Promise<PasswordHash> | undefined;
  /** Made by the hasher itself, so its costs can never drift from those of real hashes. */
  const decoyHash = () => {
    decoy ??= hasher.hash(parsePassword('nobody has this password') as Password).catch((error) => {
      decoy = undefined;
      throw error;
    });
    return decoy;
  };

  return {
    /** Makes the decoy ahead of the first sign-in, whose duration would otherwise tell. */
    async warmUp(): Promise<void> {
      await decoyHash();
    },

    async hash(password: Password): Promise<PasswordHash> {
      const hash = await hasher.hash(password);
      onHashed();
      return hash;
    },

    async find(db: FreshDb, userId: UserId): Promise<StoredPassword | undefined> {
      const row = await repository.find(db, userId);
      return row && { userId: row.user_id, hash: row.hash };
    },

    async changedAt(db: FreshDb, userId: UserId): Promise<Date | undefined> {
      return (await repository.find(db, userId))?.changed_at;
    },

    /** The same work for nobody: without a stored password the answer is false after a whole verification. */
    async verify(
      stored: { hash: PasswordHash; userId?: UserId } | undefined,
      password: Password,
    ): Promise<boolean> {
      const fits = await hasher.verify(stored?.hash ?? (await decoyHash()), password);
      const matches = fits && stored !== undefined;
      onVerified(matches, stored?.userId);
      return matches;
    },

    /** `hash` comes from `hash()`, made outside the transaction: hashing would hold it open. */
    async set(tx: Transaction, userId: UserId, hash: PasswordHash): Promise<void> {
      await repository.upsert(tx, { user_id: userId, hash, changed_at: clock.now() });
    },

    /** Whoever knows it cannot use it any more: until a new one is set, verifying does the work for nobody. */
    remove: (tx: Transaction, userId: UserId): Promise<void> => repository.deleteOf(tx, userId),

    /** False when another request changed the password since it was verified. */
    change: (tx: Transaction, stored: StoredPassword, hash: PasswordHash): Promise<boolean> =>
      repository.replace(tx, stored, { hash, changed_at: clock.now() }),

    /** After a right password: brings an old hash up to today's costs; with a full queue, at another sign-in. */
    async rehashIfOutdated(db: PrimaryDb, stored: StoredPassword, password: Password): Promise<void> {
      if (!hasher.isOutdated(stored.hash)) return;
      const hash = await hasher.hash(password).catch((error) => {
        if (error instanceof Overloaded) return undefined;
        throw error;
      });
      if (hash) await repository.replace(db, stored, { hash });
    },
  };
}
