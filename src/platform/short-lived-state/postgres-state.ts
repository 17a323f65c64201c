import { type Kysely, sql } from 'kysely';
import type { Clock } from '#platform/clock.ts';
import { type Databases, writing } from '#platform/database/database.ts';
import type { Duration } from '#platform/duration.ts';
import { limitNumbers } from './limit-numbers.ts';
import type { CountedTurn, Limit, ShortLivedState } from './short-lived-state.ts';

interface Tables {
  short_lived_records: { key: string; owner: string | null; value: string; expires_at: Date };
  throttle_counters: {
    key: string;
    count: number;
    started_at: Date;
    blocked_until: Date;
    last_at: Date;
    last_before_at: Date;
    expires_at: Date;
  };
}

/**
 * Records are logged tables, so a kill -9 signs nobody out. A session that was seen again may be written a moment later:
 * this common table expression switches the wait for the disk off for the one statement that selects from it. Whatever
 * is acknowledged waits: the embedded database has nobody who would write it a moment later by itself.
 */
const UNHURRIED = sql`pace AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))`;
/** Switches nothing: for the same statement where it has to wait. */
const HURRIED = sql`pace AS MATERIALIZED (SELECT 1)`;

/** The Postgres adapter, for those who run without Redis; the embedded database included. */
export function createPostgresState({ primary, ping }: Databases, clock: Clock): ShortLivedState {
  const db: Kysely<Tables> = writing<Tables>(primary);
  const now = () => clock.now();

  const take = async (key: string, limit: Limit): Promise<CountedTurn> => {
    const at = now();
    const { rows } = await takeTurn(key, at, limitNumbers(limit)).execute(db);
    const turn = rows[0];
    if (turn) {
      const wait = Math.max(0, turn.blocked_until.getTime() - at.getTime()) as Duration;
      return {
        isAllowed: true,
        wait,
        count: turn.count,
        mark: [turn.blocked_until, at, turn.started_at].map((time) => time.toISOString()).join(' '),
      };
    }
    // No row: the counter is blocked, and stays as it is.
    const blocked = await db
      .selectFrom('throttle_counters')
      .select(['blocked_until', 'count'])
      .where('key', '=', key)
      .executeTakeFirst();
    // Cleared in between: nothing blocks any more.
    if (!blocked) return take(key, limit);
    const wait = Math.max(1, blocked.blocked_until.getTime() - at.getTime()) as Duration;
    return { isAllowed: false, wait, count: blocked.count, mark: '' };
  };

  return {
    // Its records are as durable as the accounts beside them: nothing is ever lost or regained alone.
    epoch: async () => 'postgres',
    ping,
    async close() {},
    async purge() {
      await db.deleteFrom('short_lived_records').where('expires_at', '<=', now()).execute();
      await db.deleteFrom('throttle_counters').where('expires_at', '<=', now()).execute();
    },

    async find(key) {
      const row = await db
        .selectFrom('short_lived_records')
        .select('value')
        .where('key', '=', key)
        .where('expires_at', '>', now())
        .executeTakeFirst();
      return row?.value;
    },

    async insert({ key, owner, value, expiresAt }) {
      await sql`
        INSERT INTO short_lived_records (key, owner, value, expires_at)
        VALUES (${key}, ${owner ?? null}, ${value}, ${expiresAt}::timestamptz)
        ON CONFLICT (key) DO UPDATE
          SET owner = excluded.owner, value = excluded.value, expires_at = excluded.expires_at
      `.execute(db);
      if (!owner) return 0;
      const { count } = await db
        .selectFrom('short_lived_records')
        .select(sql<number>`count(*)::int`.as('count'))
        .where('owner', '=', owner)
        .executeTakeFirstOrThrow();
      return count;
    },

    async replace({ key, value, expiresAt }, expected) {
      const { rows } = await sql`
        WITH ${expected === undefined ? HURRIED : UNHURRIED}
        UPDATE short_lived_records SET value = ${value}, expires_at = ${expiresAt}::timestamptz
        FROM pace WHERE key = ${key} AND expires_at > ${now()}::timestamptz
          AND value = coalesce(${expected ?? null}::text, value) RETURNING key
      `.execute(db);
      return rows.length === 1;
    },

    async take(key) {
      const row = await db
        .deleteFrom('short_lived_records')
        .where('key', '=', key)
        .returning(['value', 'expires_at'])
        .executeTakeFirst();
      return row && row.expires_at > now() ? row.value : undefined;
    },

    async list(owner) {
      return db
        .selectFrom('short_lived_records')
        .select(['key', 'value'])
        .where('owner', '=', owner)
        .where('expires_at', '>', now())
        .execute();
    },

    takeTurn: take,

    async giveBackTurn(key, { mark }) {
      const [blockedUntil, takenAt, startedAt] = mark.split(' ');
      await sql`
        WITH emptied AS (
          DELETE FROM throttle_counters
          WHERE key = ${key} AND started_at = ${startedAt}::timestamptz AND count <= 1
            AND blocked_until IN (${blockedUntil}::timestamptz, 'epoch')
          RETURNING key
        )
        UPDATE throttle_counters SET
          count = greatest(0, count - 1),
          blocked_until = CASE WHEN blocked_until = ${blockedUntil}::timestamptz THEN 'epoch' ELSE blocked_until END,
          last_at = CASE WHEN last_at = ${takenAt}::timestamptz THEN last_before_at ELSE last_at END
        WHERE key = ${key} AND started_at = ${startedAt}::timestamptz AND NOT EXISTS (SELECT FROM emptied)
      `.execute(db);
    },

    async reduce(key, count, limit) {
      await sql`
        WITH emptied AS (
          DELETE FROM throttle_counters WHERE key = ${key} AND count <= ${count}::int RETURNING key
        )
        UPDATE throttle_counters SET
          count = count - ${count}::int,
          blocked_until = CASE WHEN count - ${count}::int < ${limitNumbers(limit).free}::int
            THEN 'epoch' ELSE blocked_until END
        WHERE key = ${key} AND NOT EXISTS (SELECT FROM emptied)
      `.execute(db);
    },

    async clear(key) {
      const row = await db
        .deleteFrom('throttle_counters')
        .where('key', '=', key)
        .returning('count')
        .executeTakeFirst();
      return row?.count ?? 0;
    },
  };
}

/**
 * The same arithmetic as the Redis script, as one statement: the row lock of ON CONFLICT makes check and
 * count one step. Answers no row while the counter is blocked.
 */
function takeTurn(key: string, at: Date, limit: ReturnType<typeof limitNumbers>) {
  const { free, window, first, cap, forgottenAfter } = limit;
  const nowAt = sql`${at}::timestamptz`;
  const ms = (count: number) => sql`make_interval(secs => ${count}::float8 / 1000)`;
  const isForgotten = sql`(
    ${nowAt} - c.last_at >= ${ms(forgottenAfter)}
    OR c.count = 0
    OR (${window}::float8 > 0 AND ${nowAt} - c.started_at >= ${ms(window)}
        AND (c.count < ${free}::int OR ${first}::float8 = 0))
  )`;
  const count = sql`(CASE WHEN ${isForgotten} THEN 1 ELSE c.count + 1 END)`;
  const started = sql`(CASE WHEN ${isForgotten} THEN ${nowAt} ELSE c.started_at END)`;
  const blockedUntil = (counted: typeof count, since: typeof started) => sql`(CASE
    WHEN ${counted} < ${free}::int THEN 'epoch'::timestamptz
    WHEN ${first}::float8 = 0 THEN ${since} + ${ms(window)}
    ELSE ${nowAt} + make_interval(secs =>
      least(${cap}::float8, ${first}::float8 * 2 ^ least(40, ${counted} - ${free}::int)) / 1000)
  END)`;
  return sql<{ count: number; blocked_until: Date; started_at: Date }>`
    INSERT INTO throttle_counters AS c (key, count, started_at, blocked_until, last_at, last_before_at, expires_at)
    VALUES (${key}, 1, ${nowAt}, ${blockedUntil(sql`1`, nowAt)}, ${nowAt}, ${nowAt},
      ${nowAt} + ${ms(forgottenAfter + cap)})
    ON CONFLICT (key) DO UPDATE SET
      count = ${count}, started_at = ${started}, blocked_until = ${blockedUntil(count, started)},
      last_before_at = c.last_at, last_at = excluded.last_at, expires_at = excluded.expires_at
    WHERE c.blocked_until <= ${nowAt}
    RETURNING c.count, c.blocked_until, c.started_at
  `;
}
