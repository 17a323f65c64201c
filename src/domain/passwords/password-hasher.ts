import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Piscina } from 'piscina';
import { type Duration, milliseconds } from '#platform/duration.ts';
import type { HashTask } from './hash-worker.ts';
import type { Password, PasswordHash } from './password.ts';

export interface Argon2Costs {
  memoryKib: number;
  passes: number;
  parallelism: number;
}

export interface PasswordHasher {
  /** Throws `Overloaded` at once when the queue is full. */
  hash(password: Password): Promise<PasswordHash>;
  verify(hash: PasswordHash, password: Password): Promise<boolean>;
  /** True when the hash was made with costs below today's. */
  isOutdated(hash: PasswordHash): boolean;
  /** How many hashes wait for a thread. */
  waiting(): number;
  close(): Promise<void>;
}

/** More hashes are asked for than the queue holds: an answer in time is not to be had. */
export class Overloaded extends Error {
  readonly retryAfterSeconds = 2;
}

const QUEUE_PER_THREAD = 16;

/** Beside this file: the source beside the source, JavaScript in the bundle. */
const WORKER = new URL(`./hash-worker${extname(import.meta.url)}`, import.meta.url);

export interface HasherOptions {
  threads?: number;
  /** Told how long a hash or a verification took, its wait for a thread included. */
  onDone?: (took: Duration) => void;
  /** Told that the queue was full. */
  onRefused?: () => void;
}

/**
 * argon2id (RFC 9106) in worker threads of its own: hashing blocks neither the event loop nor the pool that
 * file access and DNS use, memory is bounded by threads × cost, and a flood is refused at the door.
 */
export function createPasswordHasher(costs: Argon2Costs, options: HasherOptions = {}): PasswordHasher {
  const { threads = availableParallelism(), onDone = () => {}, onRefused = () => {} } = options;
  const pool = new Piscina<HashTask, string | boolean>({
    filename: WORKER.href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 60_000,
    maxQueue: threads * QUEUE_PER_THREAD,
  });

  const run = async (task: HashTask): Promise<string | boolean> => {
    if (pool.queueSize >= pool.options.maxQueue) {
      onRefused();
      throw new Overloaded('the password hash queue is full');
    }
    const start = performance.now();
    const result = await pool.run(task);
    onDone(milliseconds(performance.now() - start));
    return result;
  };

  return {
    hash: async (password) => {
      const { memoryKib: memoryCost, passes: timeCost, parallelism } = costs;
      return (await run({ kind: 'hash', password, memoryCost, timeCost, parallelism })) as PasswordHash;
    },
    verify: async (hash, password) => (await run({ kind: 'verify', hash, password })) === true,
    isOutdated(hash) {
      const made = readCosts(hash);
      if (!made) return true;
      return (
        made.memoryKib < costs.memoryKib ||
        made.passes < costs.passes ||
        made.parallelism !== costs.parallelism
      );
    },
    waiting: () => pool.queueSize,
    close: () => pool.close(),
  };
}

/** The costs in a PHC string such as `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. */
function readCosts(hash: string): Argon2Costs | undefined {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(hash);
  return match
    ? { memoryKib: Number(match[1]), passes: Number(match[2]), parallelism: Number(match[3]) }
    : undefined;
}
