import { type Kysely, type Transaction as SqlTransaction, sql } from 'kysely';
import type { Clock } from '../clock.ts';
import { between, type Duration, minutes, seconds } from '../duration.ts';
import type { Logger } from '../logger.ts';
import type { Random } from '../random.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { type Databases, type FreshDb, type PrimaryDb, type ReplicaDb, writing } from './database.ts';
import { type Floor, MARK_LIFETIME, type Marks, type Position, type ReadMarks } from './read-marks.ts';
import { isUnavailable } from './unavailable.ts';

/** Where a decision was read, and why not from a replica. */
export const READ_RESULTS = ['fresh', 'stale', 'no_replica', 'pinned', 'primary'] as const;
export type ReadResult = (typeof READ_RESULTS)[number];

export interface CausalReadsDeps {
  databases: Databases;
  marks: ReadMarks;
  clock: Clock;
  random: Pick<Random, 'uuid'>;
  log: Logger;
  onRead?: (result: ReadResult) => void;
}

export interface CausalDatabases extends Databases {
  /** To be called every few seconds: replicas decide only while the floor is kept. */
  keepFloor(): Promise<void>;
}

/** A mark may expire only when the floor is above it: half a life leaves room for clocks that differ. */
const OLDEST_FLOOR = (MARK_LIFETIME / 2) as Duration;
const FLOOR_RAISED_EVERY = minutes(1);
/** For so long replicas that did not answer are left alone: not everybody is to wait for them in turn. */
const REPLICAS_REST = seconds(2);
/**
 * Longer than it takes from a pin to the record of its COMMIT in the log, the time limits of every statement included. How
 * long the COMMIT then waits for a replica does not count: a floor raised meanwhile is behind its record.
 */
const LONGEST_CHANGE = minutes(1);

/**
 * Replicas that never give a stale answer to a decision. Whatever changes a person pins them, commits, and marks
 * how far the primary's log had come before the change is acknowledged; a replica decides only after it has proved,
 * in a statement of its own, that it replayed that far. Check and reading are two statements because the
 * snapshot of one would be older than its check: a paused replica that resumes meanwhile answers "fresh" with the
 * old row (tried on PostgreSQL 15).
 */
export function withCausalReads(deps: CausalReadsDeps): CausalDatabases {
  const { databases, marks, clock, random, log, onRead = () => {} } = deps;
  const { primary, replica } = databases;
  const breaker = createCircuitBreaker(clock, REPLICAS_REST);
  /** As the primary said last: while it is away, replicas are still told from strangers. */
  let origin: string | undefined;

  const onPrimary = <Result>(read: (db: FreshDb) => Promise<Result>, why: ReadResult): Promise<Result> => {
    onRead(why);
    return read(primary);
  };

  /** What a replica must have reached; `undefined`: no replica may decide. */
  const required = async ({ mark, floor, now }: Marks): Promise<Position | undefined> => {
    if (!floor || floor.epoch !== (await marks.epoch())) return undefined;
    if (between(floor.raisedAt, now) > OLDEST_FLOOR || floor.raisedAt > now) return undefined;
    if (!mark) return floor;
    // A mark of another timeline cannot be compared with the floor.
    if (mark.timeline !== floor.timeline) return undefined;
    return mark.bytes > floor.bytes ? mark : floor;
  };

  const ownOrigin = async (): Promise<string> => {
    origin ??= await originOf(primary);
    return origin;
  };

  return {
    ...databases,

    async deciding(person, read) {
      const found = await marks.look(person).catch(() => undefined);
      if (!found) return onPrimary(read, 'primary');
      if (isPinned(found)) return onPrimary(read, 'pinned');
      const position = await required(found).catch(() => undefined);
      const ours = await ownOrigin().catch(() => undefined);
      if (!position || !ours) return onPrimary(read, 'primary');
      if (!breaker.allows()) return onPrimary(read, 'no_replica');
      try {
        const result = await readFresh(replica, position, ours, read);
        breaker.succeeded();
        onRead('fresh');
        return result;
      } catch (error) {
        if (error instanceof NotFresh) {
          breaker.succeeded();
          return onPrimary(read, 'stale');
        }
        if (!isUnavailable(error)) throw error;
        breaker.failed();
        return onPrimary(read, 'no_replica');
      }
    },

    async inTransaction(person, work) {
      const pin = random.uuid();
      await marks.pin(person, pin);
      let mayBeCommitted = false;
      let result: Awaited<ReturnType<typeof work>>;
      try {
        result = await databases.inTransaction(person, async (tx) => {
          const made = await work(tx);
          mayBeCommitted = true;
          return made;
        });
      } catch (error) {
        // Where nobody knows how COMMIT ended the pin stays, and the primary decides.
        if (!mayBeCommitted || isRolledBack(error)) await marks.unpin(person, pin);
        throw error;
      }
      await marks.settle(person, pin, await currentPosition(primary));
      return result;
    },

    async keepFloor() {
      const [position, epoch, { floor, now }, ours] = await Promise.all([
        currentPosition(primary),
        marks.epoch(),
        marks.floor(),
        originOf(primary),
      ]);
      origin = ours;
      if (floor && isKept(floor, position, epoch, now)) return;
      await marks.raiseFloor({ ...position, epoch });
      if (floor && floor.timeline !== position.timeline)
        log.warn({ from: floor.timeline, to: position.timeline }, 'the primary changed');
    },
  };
}

/** Where no replica may decide: the primary does, and is counted. */
export const countingReads = (databases: Databases, onRead: (result: ReadResult) => void): Databases => ({
  ...databases,
  deciding(person, read) {
    onRead('primary');
    return databases.deciding(person, read);
  },
});

/** A floor raised well after a pin is above whatever the pin was about: a lost pin does not hold for ever. */
const isPinned = ({ pinnedAt, floor }: Marks): boolean =>
  pinnedAt !== undefined && !(floor && between(pinnedAt, floor.raisedAt) > LONGEST_CHANGE);

class NotFresh extends Error {}

/** On one connection: first the proof, then, in statements of their own, the reading. */
function readFresh<Result>(
  replica: ReplicaDb,
  position: Position,
  ours: string,
  read: (db: FreshDb) => Promise<Result>,
): Promise<Result> {
  return (replica as unknown as Kysely<unknown>)
    .transaction()
    .setIsolationLevel('read committed')
    .setAccessMode('read only')
    .execute(async (tx) => {
      if (!(await hasReached(tx, position, ours))) throw new NotFresh();
      return read(tx as unknown as FreshDb);
    });
}

/**
 * A promoted replica is not in recovery any more: what it says of its replay is about another timeline. The replica of
 * another cluster, to which an address was misspelt, may well be further than ours.
 */
async function hasReached(
  tx: SqlTransaction<unknown>,
  { timeline, bytes }: Position,
  ours: string,
): Promise<boolean> {
  const { rows } = await sql<{ reached: boolean }>`
    SELECT pg_is_in_recovery()
      AND pg_last_wal_replay_lsn() - '0/0' >= ${bytes}::numeric
      AND (pg_control_checkpoint()).timeline_id = ${timeline}::int
      AND ${ORIGIN} = ${ours} AS reached
  `.execute(tx);
  return rows[0]?.reached === true;
}

/** The cluster, and the database in it: its number is the same on a replica, and another one in every copy. */
const ORIGIN = sql<string>`(pg_control_system()).system_identifier::text || '/'
  || (SELECT oid FROM pg_database WHERE datname = current_database())::text`;

async function originOf(primary: PrimaryDb): Promise<string> {
  const { rows } = await sql<{ origin: string }>`SELECT ${ORIGIN} AS origin`.execute(writing(primary));
  if (!rows[0]) throw new Error('the primary does not say which one it is');
  return rows[0].origin;
}

/** Integrity (23) and rollback (40, but not 40003: outcome unknown): the server says that nothing was committed. */
const isRolledBack = (error: unknown): boolean =>
  /^(23...|40(?!003)...)$/.test((error as { code?: string }).code ?? '');

/**
 * Where the next record goes, so that a COMMIT which does not wait for the disk is behind it too. The timeline is in the
 * name of the file: the control file learns of a promotion later.
 */
async function currentPosition(primary: PrimaryDb): Promise<Position> {
  const { rows } = await sql<{ file: string; bytes: string }>`
    SELECT pg_walfile_name(lsn) AS file, (lsn - '0/0')::text AS bytes FROM pg_current_wal_insert_lsn() AS lsn
  `.execute(writing(primary));
  const [row] = rows;
  if (!row) throw new Error('the primary does not say how far it is');
  return { timeline: Number.parseInt(row.file.slice(0, 8), 16), bytes: Number(row.bytes) };
}

const isKept = (floor: Floor, { timeline }: Position, epoch: string, now: Date): boolean =>
  floor.epoch === epoch &&
  floor.timeline === timeline &&
  floor.raisedAt <= now &&
  between(floor.raisedAt, now) < FLOOR_RAISED_EVERY;
