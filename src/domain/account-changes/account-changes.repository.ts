import { sql } from 'kysely';
import { type PrimaryDb, writing } from '#platform/database/database.ts';
import { type Duration, inSeconds } from '#platform/duration.ts';
import type { UserId } from '../ids.ts';

declare const seen: unique symbol;

/** A transaction's number (`xid8`) below which every change has been seen. */
export type Seen = string & { readonly [seen]: true };

export interface ChangesSince {
  /** By the clock of the server. */
  at: Date;
  seen: Seen;
  /** `null` among them: everybody. At most one more than asked for. */
  userIds: (UserId | null)[];
}

/**
 * Whose account changed in a transaction that had not ended when `since` was read, or that began later: numbers of
 * transactions do not come in the order of their COMMITs, so some changes are told twice and none is left out. The time
 * of the snapshot is that of the statement, which is why it is one.
 */
export async function listSince(
  db: PrimaryDb,
  since: Seen | undefined,
  atMost: number,
): Promise<ChangesSince> {
  const { rows } = await sql<{ at: Date; seen: Seen; user_ids: (UserId | null)[] }>`
    SELECT now() AS at, pg_snapshot_xmin(pg_current_snapshot())::text AS seen,
      (SELECT coalesce(json_agg(user_id), '[]') FROM (
        SELECT DISTINCT user_id FROM account_changes
        WHERE changed_in >= ${since ?? null}::xid8 LIMIT ${atMost + 1}
      ) AS changed) AS user_ids
  `.execute(writing(db));
  const [row] = rows;
  if (!row) throw new Error('the database says nothing of its transactions');
  return { at: row.at, seen: row.seen, userIds: row.user_ids };
}

/** By the clock of the server: that of an app may be days ahead, and others have not seen the rows. */
export async function deleteOld(db: PrimaryDb, age: Duration): Promise<void> {
  await sql`DELETE FROM account_changes WHERE changed_at < now() - ${inSeconds(age)} * interval '1 second'`.execute(
    writing(db),
  );
}
