import type { Duration } from '#platform/duration.ts';

/**
 * What lives for minutes to days: sessions, sign-ins that wait for their second step, throttle counters.
 * Two adapters, Redis and Postgres, pass one contract test. Every rule of the kind "once", "only if still",
 * "at most n" is one atomic operation here; expiry is judged at use, never left to a sweeper.
 * A store that does not answer makes every method throw: it never looks like "not there".
 */
export interface ShortLivedState extends Records, Counters {
  /**
   * Another value means that the store may have lost or regained records since (a restart, an old snapshot).
   * Changes only between connections.
   */
  epoch(): Promise<string>;
  ping(): Promise<void>;
  /** Deletes what expired, where the store does not do so by itself. */
  purge(): Promise<void>;
  close(): Promise<void>;
}

export interface Records {
  /** The value of a record that has not expired. */
  find(key: string): Promise<string | undefined>;
  /**
   * Writes a record, replacing one of the same key. With an `owner` it appears in that owner's list;
   * the answer is how many entries the list has then (0 without an owner), expired ones perhaps included.
   */
  insert(record: NewRecord): Promise<number>;
  /**
   * Replaces the value only if the record is still there, so a late write brings nothing back; with `expected`
   * only if its value is still that one, so that it undoes nobody else's either.
   */
  replace(record: NewRecord, expected?: string): Promise<boolean>;
  /** Removes the record and returns its value: of many callers at once exactly one gets it. */
  take(key: string, owner?: string): Promise<string | undefined>;
  /** All live records of an owner, in no order. */
  list(owner: string): Promise<{ key: string; value: string }[]>;
}

export interface NewRecord {
  key: string;
  value: string;
  expiresAt: Date;
  owner?: string;
}

export interface Counters {
  /**
   * Counts one try against `key` before it is known how the try ends. Refused tries count nothing
   * and extend nothing.
   */
  takeTurn(key: string, limit: Limit): Promise<CountedTurn>;
  /** Undoes one counted try and the wait that it alone caused. */
  giveBackTurn(key: string, turn: CountedTurn): Promise<void>;
  /** Forgets `count` tries of a key, and its wait when none of the free ones is used up any more. */
  reduce(key: string, count: number, limit: Limit): Promise<void>;
  /** Forgets a key; the answer is how many tries it had counted. */
  clear(key: string): Promise<number>;
}

export type Limit = BackoffLimit | WindowLimit;

/** `free` tries, then a wait of `first`, doubled with each further try up to `cap`. */
export interface BackoffLimit {
  kind: 'backoff';
  free: number;
  /** The free tries are counted within this window; omitted: until `forgottenAfter`. */
  within?: Duration;
  first: Duration;
  cap: Duration;
  /** Everything is forgotten after so long without a counted try. */
  forgottenAfter: Duration;
}

/** `most` tries in each window of `per`, which starts with the first try. */
export interface WindowLimit {
  kind: 'window';
  most: number;
  per: Duration;
}

export interface CountedTurn {
  isAllowed: boolean;
  /** How long to wait: before the next try when allowed (0: none), before this one when refused. */
  wait: Duration;
  /** Tries counted, this one included when allowed. */
  count: number;
  /** Which wait this turn caused, so that giving it back lifts no other. Opaque. */
  mark: string;
}
