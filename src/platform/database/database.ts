import type { Kysely } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';

/*
 * Connections are named by freshness, not by verb: a lagging replica would accept an old password,
 * miss a revoked code, believe a second factor is still off. The brands exist in types only and the
 * compiler keeps a weaker connection out of a place that decides (docs/decisions/002).
 */
declare const shows: unique symbol;
declare const decides: unique symbol;
declare const writes: unique symbol;
declare const isAtomic: unique symbol;

/** Any replica, lag unknown: for what is only shown. */
export interface ReplicaDb {
  readonly [shows]: true;
}
/** Has replayed everything ever acknowledged about the person asked for, or is the primary: for what decides. */
export interface FreshDb extends ReplicaDb {
  readonly [decides]: true;
}
/** The primary: uniqueness, and whatever is written. */
export interface PrimaryDb extends FreshDb {
  readonly [writes]: true;
}
/** The primary, inside one transaction: what must happen together. */
export interface Transaction extends PrimaryDb {
  readonly [isAtomic]: true;
}

/** Whom a read decides about or a write concerns: the canonical e-mail address. */
export type Person = string;

/** Connections of one pool right now. */
export interface PoolUse {
  open: number;
  idle: number;
  /** Callers that wait for one. */
  waiting: number;
}

export interface Databases {
  primary: PrimaryDb;
  replica: ReplicaDb;
  /**
   * Runs reads that decide about a person on the freshest cheap connection. Keep hashing and mail out:
   * the connection is held until `read` ends.
   */
  deciding<Result>(person: Person, read: (db: FreshDb) => Promise<Result>): Promise<Result>;
  /**
   * Runs `work` in one transaction on the primary and answers after COMMIT. Rolls back when `work` throws.
   * Inside, use `tx` only: the embedded database has a single connection and would wait for itself.
   */
  inTransaction<Result>(person: Person, work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** One cheap query against the primary; throws when it cannot be reached. */
  ping(): Promise<void>;
  /** How the connections are used; an embedded database has none. */
  pools(): Partial<Record<'primary' | 'replica', PoolUse>>;
  close(): Promise<void>;
}

/** A repository's view of a connection: its own tables and no others, reads only. */
export function reading<Tables>(db: ReplicaDb): ReadonlyKysely<Tables> {
  return db as unknown as ReadonlyKysely<Tables>;
}

/** A repository's view of a connection that may write. */
export function writing<Tables>(db: PrimaryDb): Kysely<Tables> {
  return db as unknown as Kysely<Tables>;
}
