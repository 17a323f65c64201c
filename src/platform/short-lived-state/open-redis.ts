import { Redis } from 'ioredis';
import { CannotStart } from '#platform/data-folder.ts';
import type { Logger } from '#platform/logger.ts';

export interface RedisConnection {
  redis: Redis;
  /** The server's `run_id`, read anew after every (re)connect before anything else is answered. */
  epoch(): Promise<string>;
}

/**
 * Connects with bounded waits: commands are refused at once while there is no connection (a queue would
 * replay them later, a session written after its sign-out for instance), and one that hangs fails in 500 ms.
 * An evicting server is refused: it would drop throttle counters and sessions when memory runs out.
 */
export async function openRedis(url: string, keyPrefix: string, log: Logger): Promise<RedisConnection> {
  const redis = new Redis(url, {
    keyPrefix,
    enableOfflineQueue: false,
    commandTimeout: 500,
    connectTimeout: 2_000,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(2_000, 50 * 2 ** Math.min(attempt, 6)) * (0.5 + Math.random() / 2),
    lazyConnect: true,
  });
  let epoch: Promise<string> | undefined;
  redis.on('error', (error) => log.warn({ err: error }, 'redis'));
  redis.on('close', () => {
    epoch = undefined;
  });
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw new CannotStart(`The Redis server does not answer (${(error as Error).message}). Check REDIS_URL.`);
  }
  await refuseEviction(redis);

  return {
    redis,
    epoch() {
      epoch ??= readRunId(redis).catch((error) => {
        epoch = undefined;
        throw error;
      });
      return epoch;
    },
  };
}

async function refuseEviction(redis: Redis): Promise<void> {
  // INFO and not CONFIG GET, which hosted servers forbid.
  const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1];
  if (policy !== 'noeviction') {
    redis.disconnect();
    throw new CannotStart(
      `The Redis server evicts keys (maxmemory-policy is ${policy}); sessions and throttle counters would vanish. Set it to noeviction.`,
    );
  }
}

async function readRunId(redis: Redis): Promise<string> {
  const server = await redis.info('server');
  return /run_id:(\S+)/.exec(server)?.[1] ?? 'unknown';
}
