import { type PrimaryDb, reading, type Transaction, writing } from '#platform/database/database.ts';
import type { CanonicalEmail } from '../email-address.ts';

export interface FailureStreakRow {
  id: string;
  email_canonical: CanonicalEmail;
  ip: string;
  user_agent: string;
  noted_at: Date;
}
interface Tables {
  failure_streaks: FailureStreakRow;
}

export async function insert(db: PrimaryDb, row: FailureStreakRow): Promise<void> {
  await writing<Tables>(db).insertInto('failure_streaks').values(row).execute();
}

/** Oldest first: ids are UUIDv7. */
export function list(db: PrimaryDb, limit: number): Promise<FailureStreakRow[]> {
  return reading<Tables>(db).selectFrom('failure_streaks').selectAll().orderBy('id').limit(limit).execute();
}

/** True for the one caller who may answer it. */
export async function remove(tx: Transaction, id: string): Promise<boolean> {
  const row = await writing<Tables>(tx)
    .deleteFrom('failure_streaks')
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function removeByAddress(tx: Transaction, email: CanonicalEmail): Promise<void> {
  await writing<Tables>(tx).deleteFrom('failure_streaks').where('email_canonical', '=', email).execute();
}
