import { sql } from 'kysely';
import {
  type PrimaryDb,
  type ReplicaDb,
  reading,
  type Transaction,
  writing,
} from '#platform/database/database.ts';
import type { CanonicalEmail, EmailAddress } from '../email-address.ts';
import type { MailId } from '../ids.ts';

export interface MailRow {
  id: MailId;
  kind: string;
  recipient: string;
  /** Null where an older version wrote the row. */
  recipient_canonical: CanonicalEmail | null;
  key_id: string | null;
  ciphertext: Uint8Array | null;
  attempts: number;
  next_attempt_at: Date;
  created_at: Date;
  sent_at: Date | null;
  given_up_at: Date | null;
}
interface Tables {
  mail_queue: MailRow;
}

export async function insert(tx: Transaction, row: MailRow): Promise<void> {
  await writing<Tables>(tx).insertInto('mail_queue').values(row).execute();
}

/**
 * Claims due mails by moving their next attempt ahead: another instance does not see them meanwhile, and
 * a process that dies while sending lets them come up again by themselves.
 */
export async function claimDue(
  db: PrimaryDb,
  now: Date,
  claimedUntil: Date,
  limit: number,
): Promise<MailRow[]> {
  const { rows } = await sql<MailRow>`
    UPDATE mail_queue SET attempts = attempts + 1, next_attempt_at = ${claimedUntil}::timestamptz
    WHERE id IN (
      SELECT id FROM mail_queue
      WHERE sent_at IS NULL AND given_up_at IS NULL AND next_attempt_at <= ${now}::timestamptz
      ORDER BY next_attempt_at LIMIT ${limit}::int FOR UPDATE SKIP LOCKED
    )
    RETURNING *
  `.execute(writing<Tables>(db));
  return rows;
}

export async function makeAllDue(db: PrimaryDb, now: Date): Promise<void> {
  await writing<Tables>(db)
    .updateTable('mail_queue')
    .set({ next_attempt_at: now })
    .where('sent_at', 'is', null)
    .where('given_up_at', 'is', null)
    .execute();
}

/** Whoever claimed it meanwhile: a server took it. */
export async function markSent(db: PrimaryDb, id: MailId, now: Date): Promise<void> {
  await writing<Tables>(db)
    .updateTable('mail_queue')
    .set({ sent_at: now, ciphertext: null, key_id: null })
    .where('id', '=', id)
    .execute();
}

/** Only while the claim still stands: `attempts` moves on with every claim. */
export async function updateClaimed(
  db: PrimaryDb,
  { id, attempts }: Pick<MailRow, 'id' | 'attempts'>,
  changes: Partial<MailRow>,
): Promise<void> {
  await writing<Tables>(db)
    .updateTable('mail_queue')
    .set(changes)
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .execute();
}

export async function countWaiting(db: PrimaryDb): Promise<number> {
  const { waiting } = await reading<Tables>(db)
    .selectFrom('mail_queue')
    .select(sql<number>`count(*)::int`.as('waiting'))
    .where('sent_at', 'is', null)
    .where('given_up_at', 'is', null)
    .executeTakeFirstOrThrow();
  return waiting;
}

export async function countSince(
  db: PrimaryDb,
  recipient: CanonicalEmail,
  kind: string,
  start: Date,
): Promise<number> {
  const { count } = await reading<Tables>(db)
    .selectFrom('mail_queue')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('recipient_canonical', '=', recipient)
    .where('kind', '=', kind)
    .where('created_at', '>', start)
    .executeTakeFirstOrThrow();
  return count;
}

/** Newest first. */
export function listTo(
  db: ReplicaDb,
  recipient: CanonicalEmail,
): Promise<Pick<MailRow, 'kind' | 'recipient' | 'created_at' | 'sent_at'>[]> {
  return reading<Tables>(db)
    .selectFrom('mail_queue')
    .select(['kind', 'recipient', 'created_at', 'sent_at'])
    .where('recipient_canonical', '=', recipient)
    .orderBy('created_at', 'desc')
    .execute();
}

export async function deleteOne(db: PrimaryDb, id: MailId): Promise<void> {
  await writing<Tables>(db).deleteFrom('mail_queue').where('id', '=', id).execute();
}

export async function deleteTo(tx: Transaction, { address, canonical }: EmailAddress): Promise<void> {
  await writing<Tables>(tx)
    .deleteFrom('mail_queue')
    .where((where) =>
      where.or([where('recipient_canonical', '=', canonical), where('recipient', '=', address)]),
    )
    .execute();
}

export async function deleteOlderThan(db: PrimaryDb, end: Date): Promise<void> {
  await writing<Tables>(db).deleteFrom('mail_queue').where('created_at', '<', end).execute();
}
