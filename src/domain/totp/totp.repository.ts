import { sql } from 'kysely';
import {
  type FreshDb,
  type PrimaryDb,
  type ReplicaDb,
  reading,
  type Transaction,
  writing,
} from '#platform/database/database.ts';
import type { Sealed } from '#platform/encryption.ts';
import type { SessionId, UserId } from '../ids.ts';

interface SealedColumns {
  key_id: string;
  ciphertext: Uint8Array;
}
interface SecretRow extends SealedColumns {
  user_id: UserId;
  last_step: number;
  confirmed_at: Date;
}
interface EnrolmentRow extends SealedColumns {
  user_id: UserId;
  session_id: SessionId;
  expires_at: Date;
}
interface Tables {
  totp_secrets: SecretRow;
  totp_enrolments: EnrolmentRow;
}

export const toColumns = ({ keyId, ciphertext }: Sealed): SealedColumns => ({ key_id: keyId, ciphertext });
export const toSealed = ({ key_id, ciphertext }: SealedColumns): Sealed => ({ keyId: key_id, ciphertext });

export async function exists(db: FreshDb, userId: UserId): Promise<boolean> {
  const row = await reading<Tables>(db)
    .selectFrom('totp_secrets')
    .select('user_id')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function listHolders(db: ReplicaDb, userIds: readonly UserId[]): Promise<UserId[]> {
  if (userIds.length === 0) return [];
  const rows = await reading<Tables>(db)
    .selectFrom('totp_secrets')
    .select('user_id')
    .where('user_id', 'in', userIds)
    .execute();
  return rows.map(({ user_id }) => user_id);
}

export async function countByKey(db: ReplicaDb): Promise<Map<string, number>> {
  const rows = await reading<Tables>(db)
    .selectFrom('totp_secrets')
    .select(['key_id', sql<number>`count(*)::int`.as('count')])
    .groupBy('key_id')
    .execute();
  return new Map(rows.map(({ key_id, count }) => [key_id, count]));
}

export function findSecret(db: FreshDb, userId: UserId): Promise<SecretRow | undefined> {
  return reading<Tables>(db)
    .selectFrom('totp_secrets')
    .selectAll()
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

/** The step only grows; of parallel callers with one code exactly one gets true. */
export async function advanceStep(db: PrimaryDb, userId: UserId, step: number): Promise<boolean> {
  const row = await writing<Tables>(db)
    .updateTable('totp_secrets')
    .set({ last_step: step })
    .where('user_id', '=', userId)
    .where('last_step', '<', step)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function reseal(db: PrimaryDb, userId: UserId, old: Sealed, sealed: Sealed): Promise<void> {
  await writing<Tables>(db)
    .updateTable('totp_secrets')
    .set(toColumns(sealed))
    .where('user_id', '=', userId)
    .where('ciphertext', '=', old.ciphertext)
    .execute();
}

/** A newly confirmed secret replaces the one of the old phone. */
export async function upsertSecret(tx: Transaction, row: SecretRow): Promise<void> {
  await writing<Tables>(tx)
    .insertInto('totp_secrets')
    .values(row)
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
    .execute();
}

export async function deleteSecret(tx: Transaction, userId: UserId): Promise<boolean> {
  const row = await writing<Tables>(tx)
    .deleteFrom('totp_secrets')
    .where('user_id', '=', userId)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function upsertEnrolment(tx: Transaction, row: EnrolmentRow): Promise<void> {
  await writing<Tables>(tx)
    .insertInto('totp_enrolments')
    .values(row)
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
    .execute();
}

export function findEnrolment(db: PrimaryDb, userId: UserId, sessionId: SessionId, now: Date) {
  return reading<Tables>(db)
    .selectFrom('totp_enrolments')
    .selectAll()
    .where('user_id', '=', userId)
    .where('session_id', '=', sessionId)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

export async function deleteEnrolmentOf(tx: Transaction, userId: UserId): Promise<void> {
  await writing<Tables>(tx).deleteFrom('totp_enrolments').where('user_id', '=', userId).execute();
}

/** False when another request took this very enrolment: it confirms once. */
export async function deleteEnrolment(
  tx: Transaction,
  userId: UserId,
  ciphertext: Uint8Array,
): Promise<boolean> {
  const row = await writing<Tables>(tx)
    .deleteFrom('totp_enrolments')
    .where('user_id', '=', userId)
    .where('ciphertext', '=', ciphertext)
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteExpired(db: PrimaryDb, now: Date): Promise<void> {
  await writing<Tables>(db).deleteFrom('totp_enrolments').where('expires_at', '<=', now).execute();
}
