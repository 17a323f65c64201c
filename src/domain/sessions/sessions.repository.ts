import { type PrimaryDb, reading, type Transaction, writing } from '#platform/database/database.ts';
import type { TokenHash } from '#platform/hashing.ts';
import type { UserId } from '../ids.ts';

interface Tables {
  ended_sessions: { token_hash: TokenHash; ended_at: Date; expires_at: Date };
  session_endings: { user_id: UserId; below_version: number; demanded_at: Date };
}
export type SessionEnding = Tables['session_endings'];

export async function insertEnded(db: PrimaryDb, rows: Tables['ended_sessions'][]): Promise<void> {
  if (rows.length === 0) return;
  await writing<Tables>(db)
    .insertInto('ended_sessions')
    .values(rows)
    .onConflict((conflict) => conflict.column('token_hash').doNothing())
    .execute();
}

export async function hasEnded(db: PrimaryDb, tokenHash: TokenHash): Promise<boolean> {
  const row = await reading<Tables>(db)
    .selectFrom('ended_sessions')
    .select('token_hash')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteExpired(db: PrimaryDb, now: Date): Promise<void> {
  await writing<Tables>(db).deleteFrom('ended_sessions').where('expires_at', '<=', now).execute();
}

export async function upsertEnding(tx: Transaction, row: SessionEnding): Promise<void> {
  await writing<Tables>(tx)
    .insertInto('session_endings')
    .values(row)
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
    .execute();
}

export function listEndings(db: PrimaryDb, demandedBefore: Date): Promise<SessionEnding[]> {
  return reading<Tables>(db)
    .selectFrom('session_endings')
    .selectAll()
    .where('demanded_at', '<', demandedBefore)
    .limit(100)
    .execute();
}

/** Leaves a demand for a higher version alone. */
export async function deleteEnding(
  db: PrimaryDb,
  { user_id, below_version }: Pick<SessionEnding, 'user_id' | 'below_version'>,
): Promise<void> {
  await writing<Tables>(db)
    .deleteFrom('session_endings')
    .where('user_id', '=', user_id)
    .where('below_version', '<=', below_version)
    .execute();
}
