import { sql } from 'kysely';
import {
  type FreshDb,
  type PrimaryDb,
  reading,
  type Transaction,
  writing,
} from '#platform/database/database.ts';
import type { TokenHash } from '#platform/hashing.ts';
import type { UserId } from '../ids.ts';

export type MailTokenPurpose = 'reset_password' | 'not_me';

export interface MailTokenRow {
  token_hash: TokenHash;
  user_id: UserId;
  purpose: MailTokenPurpose;
  /** Null: not held to a version. */
  security_version: number | null;
  created_at: Date;
  expires_at: Date;
}
interface Tables {
  mail_tokens: MailTokenRow;
}

/** One reset link a person: a newer one replaces the older, also of two written at the same moment. */
export async function upsertReset(tx: Transaction, row: MailTokenRow): Promise<void> {
  await writing<Tables>(tx)
    .insertInto('mail_tokens')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('user_id').where(sql<boolean>`purpose = 'reset_password'`).doUpdateSet(row),
    )
    .execute();
}

export async function insert(tx: Transaction, row: MailTokenRow): Promise<void> {
  await writing<Tables>(tx).insertInto('mail_tokens').values(row).execute();
}

/** Beside `row` stay the newest `others` of the same person and purpose. */
export async function deleteOlder(tx: Transaction, row: MailTokenRow, others: number): Promise<void> {
  await writing<Tables>(tx)
    .deleteFrom('mail_tokens')
    .where('token_hash', 'in', (nested) =>
      nested
        .selectFrom('mail_tokens')
        .select('token_hash')
        .where('user_id', '=', row.user_id)
        .where('purpose', '=', row.purpose)
        .where('token_hash', '!=', row.token_hash)
        .orderBy('created_at', 'desc')
        .offset(others),
    )
    .execute();
}

export function find(
  db: PrimaryDb,
  tokenHash: TokenHash,
  purpose: MailTokenPurpose,
  now: Date,
): Promise<MailTokenRow | undefined> {
  return reading<Tables>(db)
    .selectFrom('mail_tokens')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

export function list(
  db: FreshDb,
  userId: UserId,
): Promise<Pick<MailTokenRow, 'purpose' | 'created_at' | 'expires_at'>[]> {
  return reading<Tables>(db)
    .selectFrom('mail_tokens')
    .select(['purpose', 'created_at', 'expires_at'])
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .execute();
}

export function take(
  tx: Transaction,
  tokenHash: TokenHash,
  purpose: MailTokenPurpose,
  now: Date,
): Promise<MailTokenRow | undefined> {
  return writing<Tables>(tx)
    .deleteFrom('mail_tokens')
    .where('token_hash', '=', tokenHash)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}

export async function deleteOf(tx: Transaction, userId: UserId, purpose: MailTokenPurpose): Promise<void> {
  await writing<Tables>(tx)
    .deleteFrom('mail_tokens')
    .where('user_id', '=', userId)
    .where('purpose', '=', purpose)
    .execute();
}

export async function deleteExpired(db: PrimaryDb, now: Date): Promise<void> {
  await writing<Tables>(db).deleteFrom('mail_tokens').where('expires_at', '<=', now).execute();
}
