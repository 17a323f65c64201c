import { randomBytes } from 'node:crypto';
import { openRedis, type RedisConnection } from '#platform/short-lived-state/open-redis.ts';
import { requireEnvironment } from './database.ts';
import { silentLog } from './silent-log.ts';

/** In front of all keys of one test: the server is shared. */
export const newRedisPrefix = (): string => `test:${randomBytes(6).toString('hex')}:`;

export function openTestRedis(prefix = newRedisPrefix()): Promise<RedisConnection> {
  return openRedis(requireEnvironment('TEST_REDIS_URL'), prefix, silentLog);
}
