import { sql } from 'kysely';
import { type FreshDb, type PrimaryDb, reading, writing } from '#platform/database/database.ts';
import type { TokenHash } from '#platform/hashing.ts';
import type { UserId } from '../ids.ts';

interface Tables {
  devices: {
    user_id: UserId;
    token_hash: TokenHash;
    created_at: Date;
    /** Null: it proved the address or reset the password and has not signed in since. */
    signed_in_at: Date | null;
    expires_at: Date;
  };
}

export async function insert(db: PrimaryDb, row: Tables['devices']): Promise<void> {
  await writing<Tables>(db).insertInto('devices').values(row).execute();
}

export async function findAmong(
  db: FreshDb,
  userId: UserId,
  hashes: TokenHash[],
  now: Date,
): Promise<TokenHash | undefined> {
  const row = await reading<Tables>(db)
    .selectFrom('devices')
    .select('token_hash')
    .where('user_id', '=', userId)
    .where('token_hash', 'in', hashes)
    .where('expires_at', '>', now)
    .limit(1)
    .executeTakeFirst();
  return row?.token_hash;
}

export function list(db: FreshDb, userId: UserId): Promise<Omit<Tables['devices'], 'token_hash'>[]> {
  return reading<Tables>(db)
    .selectFrom('devices')
    .select(['user_id', 'created_at', 'signed_in_at', 'expires_at'])
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .execute();
}

export async function listHashes(db: FreshDb, userId: UserId, now: Date): Promise<TokenHash[]> {
  const rows = await reading<Tables>(db)
    .selectFrom('devices')
    .select('token_hash')
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .execute();
  return rows.map(({ token_hash }) => token_hash);
}

/** Notes a sign-in of one of these devices; false when none of them belongs to the account. */
export async function noteSignIn(
  db: PrimaryDb,
  userId: UserId,
  hashes: TokenHash[],
  now: Date,
): Promise<boolean> {
  const rows = await writing<Tables>(db)
    .updateTable('devices')
    .set({ signed_in_at: now })
    .where('user_id', '=', userId)
    .where('token_hash', 'in', hashes)
    .where('expires_at', '>', now)
    .returning('token_hash')
    .execute();
  return rows.length > 0;
}

export async function hasSignedInBefore(db: PrimaryDb, userId: UserId): Promise<boolean> {
  const row = await reading<Tables>(db)
    .selectFrom('devices')
    .select('token_hash')
    .where('user_id', '=', userId)
    .where('signed_in_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Forgets all but the newest of a person's devices. */
export async function keepNewest(db: PrimaryDb, userId: UserId, count: number): Promise<void> {
  await writing<Tables>(db)
    .deleteFrom('devices')
    .where('user_id', '=', userId)
    .where('token_hash', 'not in', (nested) =>
      nested
        .selectFrom('devices')
        .select('token_hash')
        .where('user_id', '=', userId)
        .orderBy('created_at', 'desc')
        .limit(count),
    )
    .execute();
}

export async function deleteOf(db: PrimaryDb, userId: UserId): Promise<void> {
  await writing<Tables>(db).deleteFrom('devices').where('user_id', '=', userId).execute();
}

/** But the newest of a person's that signed in: it opens nothing any more, and says that somebody did sign in. */
export async function deleteExpired(db: PrimaryDb, now: Date): Promise<void> {
  await sql`
    DELETE FROM devices AS old WHERE expires_at <= ${now}::timestamptz AND (
      signed_in_at IS NULL OR EXISTS (
        SELECT FROM devices AS other WHERE other.user_id = old.user_id AND other.signed_in_at IS NOT NULL
          AND (other.created_at, other.token_hash) > (old.created_at, old.token_hash)
      )
    )
  `.execute(writing(db));
}
