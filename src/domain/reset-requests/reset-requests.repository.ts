import { sql } from 'kysely';
import { type PrimaryDb, type Transaction, writing } from '#platform/database/database.ts';
import type { CanonicalEmail } from '../email-address.ts';

export interface ResetRequestRow {
  id: string;
  email: string;
  email_canonical: CanonicalEmail;
  ip: string;
  user_agent: string;
  created_at: Date;
}
interface Tables {
  reset_requests: ResetRequestRow;
}

export async function insert(db: PrimaryDb, row: ResetRequestRow): Promise<void> {
  await writing<Tables>(db).insertInto('reset_requests').values(row).execute();
}

export async function list(db: PrimaryDb, limit: number): Promise<ResetRequestRow[]> {
  const { rows } = await sql<ResetRequestRow>`
    SELECT * FROM reset_requests ORDER BY id LIMIT ${limit}::int
  `.execute(writing<Tables>(db));
  return rows;
}

/** True for the one caller who may answer it. */
export async function remove(tx: Transaction, id: string): Promise<boolean> {
  const row = await writing<Tables>(tx)
    .deleteFrom('reset_requests')
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function removeByAddress(tx: Transaction, email: CanonicalEmail): Promise<void> {
  await writing<Tables>(tx).deleteFrom('reset_requests').where('email_canonical', '=', email).execute();
}
