import type { PrimaryDb } from '#platform/database/database.ts';
import { isUnavailable } from '#platform/database/unavailable.ts';
import { between, hours, milliseconds, minutes, seconds } from '#platform/duration.ts';
import type { UserId } from '../ids.ts';
import * as repository from './account-changes.repository.ts';

export interface AccountChangesDeps {
  primary: PrimaryDb;
  /** Milliseconds of a clock that nobody sets. */
  elapsed?: () => number;
}

/** What a process remembers of accounts, as far as nobody changed them. */
export interface AccountMemory<Account extends object> {
  /** `undefined`: not remembered, or changes have not been looked at for too long. */
  recall(userId: UserId): Account | undefined;
  /** Remembers what `read` finds on the primary, unless something changed meanwhile or changes cannot be seen. */
  keep(userId: UserId, read: () => Promise<Account | undefined>): Promise<Account | undefined>;
  /** The same in the background, for the next who asks; what fails there is left. */
  keepLater(userId: UserId, read: () => Promise<Account | undefined>): void;
}

/** How often `look` is to be called. */
export const LOOK_EVERY = milliseconds(250);
/** So late at most a change made by hand counts. Counted from before the look, which sees what was committed by then. */
const LONGEST_TRUST = seconds(1);
/** Nobody comes: nothing is looked at. */
const IDLE_AFTER = seconds(10);
const ROWS_KEPT = hours(1);
const LONGEST_PAUSE = minutes(30);
const MOST_REMEMBERED = 20_000;
/** In the background: a primary that hangs must not use up its connections. */
const MOST_AT_ONCE = 2;
/** More at once, and everything is forgotten. */
const MOST_NAMED = 1_000;

/**
 * Notes of changed accounts, and the memory that rests on them: a session check would otherwise ask Postgres each time.
 * What changes through the service counts at once, because sessions end, or learn which version of the account they
 * belong to, before it is acknowledged; what is changed by hand, within a second. Where changes cannot be seen nothing is
 * remembered (docs/decisions/034).
 */
export function createAccountChanges(deps: AccountChangesDeps) {
  const { primary, elapsed = () => performance.now() } = deps;
  const memories: Map<UserId, object>[] = [];
  let last: repository.ChangesSince | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let wantedAt = Number.NEGATIVE_INFINITY;
  /** Rises with every change seen, so that what was being read meanwhile is not remembered. */
  let generation = 0;

  const forget = (userIds: readonly (UserId | null)[]) => {
    if (userIds.length > 0) generation += 1;
    for (const memory of memories) {
      if (userIds.length > MOST_NAMED || userIds.includes(null)) memory.clear();
      else for (const userId of userIds) memory.delete(userId as UserId);
    }
  };
  const forgetAll = () => forget([null]);

  const isWatched = (): boolean => {
    wantedAt = elapsed();
    return wantedAt - lookedAt <= LONGEST_TRUST;
  };

  return {
    remembering<Account extends object>(): AccountMemory<Account> {
      const memory = new Map<UserId, Account>();
      memories.push(memory);
      const beingRead = new Set<UserId>();

      const keep = async (userId: UserId, read: () => Promise<Account | undefined>) => {
        const begun = generation;
        const account = await read();
        if (account && generation === begun && isWatched()) {
          memory.set(userId, account);
          dropOldest(memory);
        }
        return account;
      };

      return {
        recall: (userId) => (isWatched() ? memory.get(userId) : undefined),
        keep,
        keepLater(userId, read) {
          if (!isWatched() || beingRead.size >= MOST_AT_ONCE || beingRead.has(userId)) return;
          beingRead.add(userId);
          keep(userId, read)
            .catch(() => {})
            .finally(() => beingRead.delete(userId));
        },
      };
    },

    /** Sees what changed since the last look. With the primary away nothing stays remembered, and nothing is thrown. */
    async look(): Promise<void> {
      const now = elapsed();
      if (now - wantedAt > IDLE_AFTER) return;
      try {
        const changes = await repository.listSince(primary, last?.seen, MOST_NAMED);
        if (last && follows(changes, last)) forget(changes.userIds);
        else forgetAll();
        last = changes;
        lookedAt = now;
      } catch (error) {
        last = undefined;
        forgetAll();
        if (!isUnavailable(error)) throw error;
      }
    },

    purge: (): Promise<void> => repository.deleteOld(primary, ROWS_KEPT),
  };
}

/**
 * False for a database that was set back, or another one, and after a pause for which notes are not kept. By the server's
 * clock: that of a machine that slept does not tell.
 */
const follows = (changes: repository.ChangesSince, last: repository.ChangesSince): boolean =>
  BigInt(changes.seen) >= BigInt(last.seen) && between(last.at, changes.at) <= LONGEST_PAUSE;

/** The one remembered for longest, used or not: to read it again is cheap, and to note each use is not. */
function dropOldest(memory: Map<UserId, object>): void {
  const [oldest] = memory.keys();
  if (memory.size > MOST_REMEMBERED && oldest) memory.delete(oldest);
}
