import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { CannotStart } from '#platform/data-folder.ts';
import { isUnavailable } from '#platform/database/unavailable.ts';
import { hours } from '#platform/duration.ts';
import { createFakeClock } from '#test/support/fakes.ts';
import { silentLog } from '#test/support/silent-log.ts';
import type { ThrowawayRedis } from '#test/support/throwaway-redis.ts';
import { startThrowawaySentinels, type ThrowawaySentinels } from '#test/support/throwaway-sentinels.ts';
import { openRedis } from './open-redis.ts';
import { createRedisState } from './redis-state.ts';
import type { ShortLivedState } from './short-lived-state.ts';

describe('Redis behind Sentinels', () => {
  const clock = createFakeClock();
  const expiresAt = new Date(clock.now().getTime() + hours(1));
  let group: ThrowawaySentinels;
  let state: ShortLivedState;
  before(async () => {
    group = await startThrowawaySentinels();
    const { redis, epoch } = await openRedis(group.url, 'test:', silentLog);
    state = createRedisState(redis, clock, epoch);
  });
  after(async () => {
    await state.close();
    await group.remove();
  });

  const admin = async <Result>({ url }: ThrowawayRedis, ask: (redis: Redis) => Promise<Result>) => {
    const redis = new Redis(url);
    redis.on('error', () => {});
    try {
      return await ask(redis);
    } finally {
      redis.disconnect();
    }
  };
  const insert = (key: string) => state.insert({ key, value: 'v', expiresAt });
  const untilServed = () => until(() => state.epoch().then(() => true));

  it('is found through any of them, whatever the others do', async () => {
    const { sentinels, rest } =
      /^(?<start>.*\/\/)(?<sentinels>[^/]+)(?<rest>.*)$/.exec(group.url)?.groups ?? {};
    const [first] = String(sentinels).split(',');
    const { redis } = await openRedis(`redis+sentinel://127.0.0.1:1,${first}${rest}`, 'test:', silentLog);
    assert.equal(await redis.ping(), 'PONG');
    redis.disconnect();
  });

  it('says in one sentence that none of them answers, or knows the name', async () => {
    for (const url of ['redis+sentinel://127.0.0.1:1,127.0.0.1:2/test-group', `${group.url}-of-others`])
      await assert.rejects(openRedis(url, 'test:', silentLog), CannotStart);
  });

  it('is refused when the primary evicts', async () => {
    const primary = await group.primary();
    await admin(primary, (redis) => redis.config('SET', 'maxmemory-policy', 'allkeys-lru'));
    await assert.rejects(openRedis(group.url, 'test:', silentLog), /allkeys-lru/);
    await admin(primary, (redis) => redis.config('SET', 'maxmemory-policy', 'noeviction'));
  });

  it('names another epoch for each time that a server is the primary, though no server restarts', async () => {
    const epochs = new Set([await state.epoch()]);
    const primaries = new Set([await group.primary()]);
    for (let changes = 1; ; changes += 1) {
      const next = await group.switchOver();
      await until(async () => epochs.size < epochs.add(await state.epoch()).size);
      assert.equal(epochs.size, changes + 1);
      if (primaries.has(next)) break;
      primaries.add(next);
    }
    assert.ok(primaries.size < epochs.size, 'by their runs alone two of these times would be one');
  });

  it('is left when it hangs, for the one that takes its place', async () => {
    const former = await group.primary();
    former.freeze();
    await assert.rejects(insert('hanging'), isUnavailable);
    await group.untilReplaced(former);
    await untilServed();
    await insert('after');
    former.thaw();
    await wait(100);
    assert.equal(await state.find('after'), 'v');
    assert.equal(await state.find('hanging'), undefined);
  });

  it('says nothing of a primary that is cut off: it takes no writes, and may have been replaced', async () => {
    const primary = await group.primary();
    await insert('known');
    const others = group.servers.filter((server) => server !== primary);
    for (const server of others) server.freeze();
    try {
      await until(() => state.epoch().then(no, isUnavailable));
      await assert.rejects(insert('unheard'), isUnavailable);
      await assert.rejects(
        state.takeTurn('guess', { kind: 'window', most: 5, per: hours(1) }),
        isUnavailable,
        'a script is refused like any write',
      );
    } finally {
      for (const server of others) server.thaw();
    }
    await untilServed();
    assert.equal(await state.find('known'), 'v');
  });

  it('goes on at the next primary after a kill, with what was there; what failed meanwhile is not made up for', async () => {
    await insert('before');
    await wait(100);
    const former = await group.primary();
    const formerEpoch = await state.epoch();
    await former.kill();
    await assert.rejects(insert('meanwhile'), isUnavailable);
    await group.untilReplaced(former);
    await untilServed();
    assert.notEqual(await state.epoch(), formerEpoch);
    assert.equal(await state.find('before'), 'v');
    assert.equal(await state.find('meanwhile'), undefined);
  });
});

const no = () => false;

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (!(await isTrue().catch(no))) {
    assert.ok(Date.now() < giveUpAt, 'it never came true');
    await wait(20);
  }
}
