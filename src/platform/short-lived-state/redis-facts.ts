import type { Redis } from 'ioredis';

/** What a Redis server says of itself. */
export interface RedisFacts {
  role: string;
  /** That follow it now. */
  replicas: number;
  /** It takes no writes without one. */
  needsReplica: boolean;
  evictionPolicy: string;
  usedBytes: number;
  /** 0: as much as the machine has. */
  mostBytes: number;
  /** Each change goes into a log, which is read at the next start. */
  isLogged: boolean;
  /** When snapshots are made, as `save` has it; empty: never; `undefined`: the server does not say. */
  snapshots: string | undefined;
  /** Of writing the log or the last snapshot. */
  hasFailed: boolean;
}

export interface RedisServer {
  readFacts(): Promise<RedisFacts>;
  readTime(): Promise<Date>;
}

export const createRedisServer = (redis: Redis): RedisServer => ({
  readFacts: () => readFacts(redis),
  readTime: () => readTime(redis),
});

/** INFO, since hosted servers forbid CONFIG; that alone tells about snapshots, where it is allowed. */
async function readFacts(redis: Redis): Promise<RedisFacts> {
  const [memory, persistence, replication, snapshots] = await Promise.all([
    redis.info('memory'),
    redis.info('persistence'),
    redis.info('replication'),
    redis.config('GET', 'save').catch(() => undefined),
  ]);
  const lines = `${memory}\n${persistence}\n${replication}`;
  const find = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(lines)?.[1] ?? '';
  return {
    role: find('role'),
    replicas: Number(find('connected_slaves')),
    needsReplica: find('min_slaves_good_slaves') !== '',
    evictionPolicy: find('maxmemory_policy'),
    usedBytes: Number(find('used_memory')),
    mostBytes: Number(find('maxmemory')),
    isLogged: find('aof_enabled') === '1',
    snapshots: Array.isArray(snapshots) ? String(snapshots[1] ?? '') : undefined,
    hasFailed: [find('aof_last_write_status'), find('rdb_last_bgsave_status')].includes('err'),
  };
}

async function readTime(redis: Redis): Promise<Date> {
  const [seconds, microseconds] = await redis.time();
  return new Date(Number(seconds) * 1_000 + Number(microseconds) / 1_000);
}
