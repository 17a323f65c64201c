import { type PrimaryDb, reading, type Transaction, writing } from '#platform/database/database.ts';
import type { TokenHash } from '#platform/hashing.ts';
import type { CanonicalEmail } from '../email-address.ts';
import type { SignUpId } from '../ids.ts';

export interface SignUpRow {
  id: SignUpId;
  email: string;
  email_canonical: CanonicalEmail;
  password_hash: string;
  first_name: string;
  last_name: string;
  country: string | null;
  date_of_birth: string | null;
  wants_second_factor: boolean;
  language: string;
  token_hash: TokenHash;
  browser_token_hash: TokenHash;
  created_at: Date;
  expires_at: Date;
}
interface Tables {
  sign_ups: SignUpRow;
}

export async function insert(tx: Transaction, row: SignUpRow): Promise<void> {
  await writing<Tables>(tx).insertInto('sign_ups').values(row).execute();
}

export function findBy(
  db: PrimaryDb,
  column: 'token_hash' | 'browser_token_hash',
  hash: TokenHash,
  now: Date,
): Promise<SignUpRow | undefined> {
  return reading<Tables>(db)
    .selectFrom('sign_ups')
    .selectAll()
    .where(column, '=', hash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

export async function replaceToken(tx: Transaction, id: SignUpId, tokenHash: TokenHash): Promise<boolean> {
  const row = await writing<Tables>(tx)
    .updateTable('sign_ups')
    .set({ token_hash: tokenHash })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Locks the records of the address that a token proves, in one order: two of its tokens at one moment would
 * otherwise each hold a record that the other wants to delete.
 */
export async function lockAddressOf(tx: Transaction, tokenHash: TokenHash): Promise<void> {
  await writing<Tables>(tx)
    .selectFrom('sign_ups')
    .select('id')
    .where('email_canonical', 'in', (nested) =>
      nested.selectFrom('sign_ups').select('email_canonical').where('token_hash', '=', tokenHash),
    )
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** Deletes the record and returns it: of many callers at once exactly one gets it. */
export function take(tx: Transaction, tokenHash: TokenHash, now: Date): Promise<SignUpRow | undefined> {
  return writing<Tables>(tx)
    .deleteFrom('sign_ups')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}

export async function deleteByAddress(tx: Transaction, email: CanonicalEmail): Promise<void> {
  await writing<Tables>(tx).deleteFrom('sign_ups').where('email_canonical', '=', email).execute();
}

export async function deleteExpired(db: PrimaryDb, now: Date): Promise<void> {
  await writing<Tables>(db).deleteFrom('sign_ups').where('expires_at', '<=', now).execute();
}
