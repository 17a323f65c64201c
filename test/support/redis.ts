import { randomBytes } from 'node:crypto';
import { openRedis, type RedisConnection } from '#platform/short-lived-state/open-redis.ts';
import { requireEnvironment } from './database.ts';
import { silentLog } from './silent-log.ts';

/** In front of all keys of one test: the server is shared. */
export const newRedisPrefix = (): string => `test:${randomBytes(6).toString('hex')}:`;

export async function openTestRedis(prefix = newRedisPrefix()): Promise<RedisConnection> {
  const connection = await openRedis(requireEnvironment('TEST_REDIS_URL'), prefix, silentLog);
  // Half a second is soon over where hundreds of requests share this process with their server and its hashing.
  connection.redis.options.commandTimeout = 10_000;
  return connection;
}
