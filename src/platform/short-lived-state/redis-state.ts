import type { Redis } from 'ioredis';
import type { Clock } from '#platform/clock.ts';
import type { Duration } from '#platform/duration.ts';
import { limitNumbers } from './limit-numbers.ts';
import { CLEAR, GIVE_BACK_TURN, REDUCE, REPLACE, TAKE_TURN } from './redis-scripts.ts';
import type { CountedTurn, NewRecord, ShortLivedState } from './short-lived-state.ts';

/** The scripts as ioredis adds them to a client (sent once, then called by hash). */
interface Scripts {
  takeTurn(key: string, ...numbers: (string | number)[]): Promise<[number, number, number, string]>;
  giveBackTurn(key: string, mark: string): Promise<number>;
  reduceTurns(key: string, count: number, free: number): Promise<number>;
  clearTurns(key: string): Promise<number>;
  replaceRecord(key: string, ...nowPackedLifeExpected: (string | number)[]): Promise<number>;
}

/**
 * The Redis adapter. No command touches keys of two people (Cluster). A record holds its own expiry in front
 * of the value, because the adapter's clock and not Redis's garbage collection says what has expired.
 */
export function createRedisState(redis: Redis, clock: Clock, epoch: () => Promise<string>): ShortLivedState {
  redis.defineCommand('takeTurn', { numberOfKeys: 1, lua: TAKE_TURN });
  redis.defineCommand('giveBackTurn', { numberOfKeys: 1, lua: GIVE_BACK_TURN });
  redis.defineCommand('reduceTurns', { numberOfKeys: 1, lua: REDUCE });
  redis.defineCommand('clearTurns', { numberOfKeys: 1, lua: CLEAR });
  redis.defineCommand('replaceRecord', { numberOfKeys: 1, lua: REPLACE });
  const scripts = redis as unknown as Scripts;
  const now = () => clock.now().getTime();
  const lifeOf = ({ expiresAt }: NewRecord) => Math.max(1, expiresAt.getTime() - now());

  const unpack = (packed: string | null): string | undefined => {
    if (packed === null) return undefined;
    const end = packed.indexOf(' ');
    return Number.parseInt(packed.slice(0, end), 36) > now() ? packed.slice(end + 1) : undefined;
  };

  return {
    epoch,
    async ping() {
      await redis.ping();
    },
    async purge() {},
    async close() {
      redis.disconnect();
    },

    async find(key) {
      return unpack(await redis.get(recordKey(key)));
    },

    async insert(record) {
      const life = lifeOf(record);
      const written = redis.set(recordKey(record.key), pack(record), 'PX', life);
      if (!record.owner) {
        await written;
        return 0;
      }
      const index = ownerKey(record.owner);
      const [, , , , size] = await Promise.all([
        written,
        redis.zremrangebyscore(index, '-inf', now()),
        redis.zadd(index, record.expiresAt.getTime(), record.key),
        // The index lives as long as its longest record: never shortened by a shorter one.
        redis.pexpire(index, life, 'NX').then(() => redis.pexpire(index, life, 'GT')),
        redis.zcard(index),
      ]);
      return size;
    },

    async replace(record, expected) {
      const life = lifeOf(record);
      const replaced = await scripts.replaceRecord(
        recordKey(record.key),
        ...[now(), pack(record), life, ...(expected === undefined ? [] : [expected])],
      );
      if (replaced === 0) return false;
      if (record.owner) {
        const index = ownerKey(record.owner);
        await Promise.all([
          // Also where the entry is missing: an index that lost one must not hide a live record for good.
          redis.zadd(index, record.expiresAt.getTime(), record.key),
          redis.pexpire(index, life, 'GT'),
        ]);
      }
      return true;
    },

    async take(key, owner) {
      const [packed] = await Promise.all([
        redis.getdel(recordKey(key)),
        owner ? redis.zrem(ownerKey(owner), key) : undefined,
      ]);
      return unpack(packed);
    },

    async list(owner) {
      const keys = await redis.zrangebyscore(ownerKey(owner), `(${now()}`, '+inf');
      const found = await Promise.all(
        keys.map(async (key) => ({ key, value: unpack(await redis.get(recordKey(key))) })),
      );
      return found.filter((record): record is { key: string; value: string } => record.value !== undefined);
    },

    async takeTurn(key, limit) {
      const { free, window, first, cap, forgottenAfter } = limitNumbers(limit);
      const [isAllowed, wait, count, mark] = await scripts.takeTurn(
        counterKey(key),
        ...[now(), free, window, first, cap, forgottenAfter],
      );
      return { isAllowed: isAllowed === 1, wait: wait as Duration, count, mark };
    },

    async giveBackTurn(key, { mark }: CountedTurn) {
      await scripts.giveBackTurn(counterKey(key), mark);
    },

    async reduce(key, count, limit) {
      await scripts.reduceTurns(counterKey(key), count, limitNumbers(limit).free);
    },

    clear: (key) => scripts.clearTurns(counterKey(key)),
  };
}

const recordKey = (key: string) => `r:${key}`;
const ownerKey = (owner: string) => `o:${owner}`;
const counterKey = (key: string) => `c:${key}`;
const pack = ({ expiresAt, value }: NewRecord) => `${expiresAt.getTime().toString(36)} ${value}`;
