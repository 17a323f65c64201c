import { type PrimaryDb, reading, type Transaction, writing } from '#platform/database/database.ts';
import type { TokenHash } from '#platform/hashing.ts';
import type { UserId } from '../ids.ts';

export type MailTokenPurpose = 'reset_password';

export interface MailTokenRow {
  token_hash: TokenHash;
  user_id: UserId;
  purpose: MailTokenPurpose;
  security_version: number;
  created_at: Date;
  expires_at: Date;
}
interface Tables {
  mail_tokens: MailTokenRow;
}

/** One token a person and purpose: a newer one replaces the older. */
export async function upsert(tx: Transaction, row: MailTokenRow): Promise<void> {
  await writing<Tables>(tx)
    .insertInto('mail_tokens')
    .values(row)
    .onConflict((conflict) => conflict.columns(['user_id', 'purpose']).doUpdateSet(row))
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

export async function deleteOf(tx: Transaction, userId: UserId): Promise<void> {
  await writing<Tables>(tx).deleteFrom('mail_tokens').where('user_id', '=', userId).execute();
}

export async function deleteExpired(db: PrimaryDb, now: Date): Promise<void> {
  await writing<Tables>(db).deleteFrom('mail_tokens').where('expires_at', '<=', now).execute();
}
