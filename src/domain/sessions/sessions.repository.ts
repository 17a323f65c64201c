import { type PrimaryDb, reading, writing } from '#platform/database/database.ts';
import type { TokenHash } from '#platform/hashing.ts';

interface Tables {
  ended_sessions: { token_hash: TokenHash; ended_at: Date; expires_at: Date };
}

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
