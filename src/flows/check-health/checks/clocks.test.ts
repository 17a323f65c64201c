import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { type Clock, systemClock } from '#platform/clock.ts';
import { readTime } from '#platform/database/server-facts.ts';
import { createRedisServer } from '#platform/short-lived-state/redis-facts.ts';
import { createTestDatabase, requireEnvironment, type TestDatabase } from '#test/support/database.ts';
import { checkClocks } from './clocks.ts';

describe('the clocks', () => {
  let database: TestDatabase;
  let redis: Redis;
  before(async () => {
    database = await createTestDatabase('postgres');
    redis = new Redis(requireEnvironment('TEST_REDIS_URL'));
  });
  after(async () => {
    redis.disconnect();
    await database.drop();
  });

  const check = (clock: Clock) =>
    checkClocks({
      clock,
      times: {
        Postgres: () => readTime(database.databases.primary),
        Redis: createRedisServer(redis).readTime,
      },
    }).run();
  /** The service on a machine whose clock is wrong. */
  const off = (seconds: number): Clock => ({
    now: () => new Date(systemClock.now().getTime() + seconds * 1_000),
  });

  it('agree: good', async () => {
    const { state, seen } = await check(systemClock);
    assert.equal(state, 'ok');
    assert.match(seen, /^Postgres is 0\.\d s (ahead|behind); Redis is 0\.\d s (ahead|behind)$/);
  });

  it('are some seconds apart: a warning; more than a step of an authenticator app: a fault', async () => {
    for (const [seconds, state, side] of [
      [4, 'ok', 'behind'],
      [7, 'warning', 'behind'],
      [-7, 'warning', 'ahead'],
      [45, 'fault', 'behind'],
      [-86_400, 'fault', 'ahead'],
    ] as const) {
      const found = await check(off(seconds));
      assert.equal(found.state, state, `${seconds}`);
      assert.equal(
        found.seen.match(new RegExp(`(Postgres|Redis) is [\\d.]+ s ${side}`, 'g'))?.length,
        2,
        found.seen,
      );
    }
  });

  it('are not called apart because an answer was slow', async () => {
    const slow = async () => {
      clock += 60_000;
      return new Date(clock - 5_000);
    };
    let clock = 0;
    const found = await checkClocks({
      clock: { now: () => new Date(clock) },
      times: { Postgres: slow },
    }).run();
    assert.equal(found.state, 'ok');
  });
});
