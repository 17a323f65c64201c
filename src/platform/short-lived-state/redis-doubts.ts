import type { Redis } from 'ioredis';
import { type Duration, minutes } from '../duration.ts';

/** Owners of records about whom something is being changed elsewhere, so that their records prove nothing. */
export interface RedisDoubts {
  /** False: the store is full. */
  raise(owner: string, mark: string): Promise<boolean>;
  lift(owner: string, mark: string): Promise<void>;
  /** Resolves once the question is under way: what is asked of the same connection from then on is read after it. */
  ask(): Promise<{ answer: Promise<(owner: string) => boolean> }>;
}

/** Longer than a change can take, and then a proof that was read before its end. What died lifts no doubt. */
const LIFE: Duration = minutes(5);
/** With more changes under way than this, asking the database costs less than reading them all. */
const MOST = 100;
const KEY = 'doubts';

interface Scripts {
  raiseDoubt(key: string, member: string, life: number): Promise<number>;
}

/**
 * One sorted set for everybody, with ends by Redis's own clock. It is small, since it holds what is being changed at this
 * moment, and all requests that came in by one turn of the event loop ask for it together: behind the last of them, so
 * that nobody is told what was true before they asked.
 */
export function createRedisDoubts(redis: Redis): RedisDoubts {
  redis.defineCommand('raiseDoubt', { numberOfKeys: 1, lua: RAISE });
  const scripts = redis as unknown as Scripts;
  let asking: ReturnType<RedisDoubts['ask']> | undefined;

  return {
    async raise(owner, mark) {
      try {
        await scripts.raiseDoubt(KEY, `${owner} ${mark}`, LIFE);
        return true;
      } catch (error) {
        if (/^OOM /.test((error as Error).message)) return false;
        throw error;
      }
    },
    async lift(owner, mark) {
      await redis.zrem(KEY, `${owner} ${mark}`);
    },
    ask() {
      asking ??= new Promise((resolve) => {
        setImmediate(() => {
          asking = undefined;
          const answer = redis.zrange(KEY, 0, String(MOST)).then(doubtsIn);
          // Whoever asked hears of it; here nobody may be listening yet.
          answer.catch(() => {});
          resolve({ answer });
        });
      });
      return asking;
    },
  };
}

function doubtsIn(members: string[]): (owner: string) => boolean {
  if (members.length === 0) return () => false;
  if (members.length > MOST) return () => true;
  const owners = new Set(members.map((member) => member.slice(0, member.lastIndexOf(' '))));
  return (owner) => owners.has(owner);
}

const RAISE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
return 1
`;
