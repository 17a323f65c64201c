import type { Clock } from '#platform/clock.ts';
import type { PrimaryDb, ReplicaDb, Transaction } from '#platform/database/database.ts';
import type { EmailAddress } from '../email-address.ts';
import type { UserId } from '../ids.ts';
import * as repository from './users.repository.ts';
import type { User } from './users.ts';

/** Somebody as operators see them: whoever is disabled is there too. */
export interface KnownUser extends User {
  disabledAt: Date | undefined;
}

/** How an operator names somebody. */
export type UserName = { id: UserId } | { email: EmailAddress };

/**
 * Everybody there is. For operators alone: the doors that people come through ask `findByEmail` and `findById`, to
 * which a disabled person is nobody.
 */
export function createKnownUsers({ clock }: { clock: Clock }) {
  return {
    async findKnown(db: PrimaryDb, name: UserName): Promise<KnownUser | undefined> {
      const found =
        'id' in name
          ? repository.findBy(db, 'id', name.id)
          : repository.findBy(db, 'email_canonical', name.email.canonical);
      return toKnown(await found);
    },

    /** Whose address holds this text, at most `limit`, by address. */
    async searchKnown(db: ReplicaDb, part: string, limit: number): Promise<KnownUser[]> {
      return (await repository.search(db, part, limit)).map(fromRow);
    },

    async listKnown(db: ReplicaDb, ids: readonly UserId[]): Promise<KnownUser[]> {
      return (await repository.listByIds(db, ids)).map(fromRow);
    },

    /** Locked until COMMIT, like everybody who changes how somebody signs in does first. */
    async lockKnown(tx: Transaction, id: UserId): Promise<KnownUser | undefined> {
      return toKnown(await repository.lock(tx, id));
    },

    /** Not found at any door from COMMIT on; the caller raises the security version in the same transaction. */
    async disable(tx: Transaction, id: UserId): Promise<void> {
      await repository.update(tx, id, { disabled_at: clock.now() });
    },

    async enable(tx: Transaction, id: UserId): Promise<void> {
      await repository.update(tx, id, { disabled_at: null });
    },
  };
}

const toKnown = (row: repository.UserRow | undefined): KnownUser | undefined => row && fromRow(row);
const fromRow = (row: repository.UserRow): KnownUser => ({
  ...repository.toUser(row),
  disabledAt: row.disabled_at ?? undefined,
});
