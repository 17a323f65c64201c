import { sql } from 'kysely';
import {
  type PrimaryDb,
  type ReplicaDb,
  reading,
  type Transaction,
  writing,
} from '#platform/database/database.ts';
import type { TokenHash } from '#platform/hashing.ts';
import type { UserId } from '../ids.ts';

interface Tables {
  recovery_codes: { user_id: UserId; code_hash: TokenHash; created_at: Date };
}

export async function insertAll(tx: Transaction, rows: Tables['recovery_codes'][]): Promise<void> {
  await writing<Tables>(tx).insertInto('recovery_codes').values(rows).execute();
}

/** Deletes the code; true for exactly one of many callers. */
export async function take(db: PrimaryDb, userId: UserId, codeHash: TokenHash): Promise<boolean> {
  const row = await writing<Tables>(db)
    .deleteFrom('recovery_codes')
    .where('user_id', '=', userId)
    .where('code_hash', '=', codeHash)
    .returning('code_hash')
    .executeTakeFirst();
  return row !== undefined;
}

export async function count(db: ReplicaDb, userId: UserId): Promise<number> {
  const { left } = await reading<Tables>(db)
    .selectFrom('recovery_codes')
    .select(sql<number>`count(*)::int`.as('left'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return left;
}

export async function deleteAll(tx: Transaction, userId: UserId): Promise<void> {
  await writing<Tables>(tx).deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
}
