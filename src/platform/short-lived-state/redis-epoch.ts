import type { Redis } from 'ioredis';

export interface RedisEpoch {
  /** As read since the connection was made. */
  current(): Promise<string>;
  /** Read once more; whoever asks meanwhile waits for it. */
  renew(): Promise<string>;
}

export function createRedisEpoch(redis: Redis, read: (redis: Redis) => Promise<string>): RedisEpoch {
  let known: Promise<string> | undefined;
  redis.on('close', () => {
    known = undefined;
  });
  const renew = () => {
    const asked = read(redis);
    known = asked;
    asked.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked;
  };
  return { current: () => known ?? renew(), renew };
}
