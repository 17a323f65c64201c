import { setTimeout as pause } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { type Duration, milliseconds } from '../duration.ts';
import { type PrimaryDb, type ReplicaDb, writing } from './database.ts';

/** What a database server says of itself. */
export interface ServerFacts {
  /** Of the server process, which no other has: when it started. */
  run: string;
  /** Replicas share it with their primary. */
  cluster: string;
  database: string;
  isReplica: boolean;
  /** By its role's or the server's default. */
  isReadOnly: boolean;
  /** Whether this role may make tables, and so migrate. */
  mayMigrate: boolean;
}

/** A replica, measured against what its primary had written. */
export interface ReplicaFacts extends ServerFacts {
  isPaused: boolean;
  /** Until it had replayed that; `undefined`: it had not when the patience was over. */
  caughtUpAfter: Duration | undefined;
  bytesBehind: number;
}

const LOOKED_AT_EVERY = 50;

export async function readServerFacts(db: ReplicaDb): Promise<ServerFacts> {
  return factsOn(db as unknown as Kysely<unknown>);
}

/** Where the log of the primary is on disk: replicas can have come so far, and no further. */
export async function readPosition(primary: PrimaryDb): Promise<number> {
  const { rows } = await sql<{ bytes: string }>`
    SELECT (pg_current_wal_flush_lsn() - '0/0')::text AS bytes
  `.execute(writing(primary));
  return Number(rows[0]?.bytes);
}

export async function readTime(db: PrimaryDb): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(writing(db));
  return rows[0]?.now ?? new Date(Number.NaN);
}

/** In one transaction, which keeps it at one server even where an address stands for several. */
export async function watchReplica(
  replica: ReplicaDb,
  position: number,
  patience: Duration,
): Promise<ReplicaFacts> {
  return (replica as unknown as Kysely<unknown>)
    .transaction()
    .setAccessMode('read only')
    .execute(async (tx) => {
      const facts = await factsOn(tx);
      const start = performance.now();
      for (;;) {
        const { isPaused, replayed } = facts.isReplica ? await replayOn(tx) : NO_REPLAY;
        const waited = milliseconds(Math.round(performance.now() - start));
        const bytesBehind = facts.isReplica ? Math.max(0, position - replayed) : 0;
        const isThere = bytesBehind === 0;
        if (isThere || waited >= patience) {
          return { ...facts, isPaused, bytesBehind, caughtUpAfter: isThere ? waited : undefined };
        }
        await pause(LOOKED_AT_EVERY);
      }
    });
}

const NO_REPLAY = { isPaused: false, replayed: 0 };

async function factsOn(db: Kysely<unknown>): Promise<ServerFacts> {
  const { rows } = await sql<ServerFacts>`
    SELECT pg_postmaster_start_time()::text AS run,
      (pg_control_system()).system_identifier::text AS cluster,
      current_database() AS database,
      pg_is_in_recovery() AS "isReplica",
      current_setting('default_transaction_read_only')::bool AS "isReadOnly",
      has_schema_privilege(current_schema(), 'CREATE') AS "mayMigrate"
  `.execute(db);
  const [facts] = rows;
  if (!facts) throw new Error('the server says nothing of itself');
  return facts;
}

async function replayOn(db: Kysely<unknown>): Promise<{ isPaused: boolean; replayed: number }> {
  const { rows } = await sql<{ paused: boolean; bytes: string }>`
    SELECT pg_is_wal_replay_paused() AS paused, (pg_last_wal_replay_lsn() - '0/0')::text AS bytes
  `.execute(db);
  return { isPaused: rows[0]?.paused === true, replayed: Number(rows[0]?.bytes ?? 0) };
}
