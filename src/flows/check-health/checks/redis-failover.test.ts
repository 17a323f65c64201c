import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { parseRedisAddress } from '#platform/short-lived-state/redis-address.ts';
import { createRedisServer } from '#platform/short-lived-state/redis-facts.ts';
import { readSentinels } from '#platform/short-lived-state/sentinel-facts.ts';
import { startThrowawaySentinels, type ThrowawaySentinels } from '#test/support/throwaway-sentinels.ts';
import { checkRedisFailover } from './redis-failover.ts';

describe('Redis with Sentinels', () => {
  let group: ThrowawaySentinels;
  let redis: Redis;
  before(async () => {
    group = await startThrowawaySentinels();
    redis = new Redis((await group.primary()).url);
    redis.on('error', () => {});
  });
  after(async () => {
    redis?.disconnect();
    await group?.remove();
  });

  const check = (url = group.url) => {
    const address = parseRedisAddress(url);
    assert.equal(address?.kind, 'sentinels');
    return checkRedisFailover({
      redisFacts: createRedisServer(redis).readFacts,
      sentinels: () => readSentinels(address),
    }).run();
  };
  const one = () => String(/127\.0\.0\.1:\d+/.exec(group.url)?.[0]);

  it('that agree, and a primary with replicas: good', async () => {
    const { state, seen } = await check();
    assert.equal(state, 'ok');
    assert.match(seen, /^3 Sentinels agree on 127\.0\.0\.1:\d+; 3 replicas; without one nothing is written$/);
  });

  it('is not there, or is one server: good', async () => {
    for (const redisFacts of [undefined, createRedisServer(redis).readFacts])
      assert.equal((await checkRedisFailover({ redisFacts, sentinels: undefined }).run()).state, 'ok');
  });

  it('of which only one is named: a warning', async () => {
    const { state, seen } = await check(`redis+sentinel://${one()}/test-group`);
    assert.equal(state, 'warning');
    assert.match(seen, /^REDIS_URL names 1 Sentinel:/);
  });

  it('of which one does not answer: a warning with the reason; all know nothing of it: a fault', async () => {
    const away = await check(group.url.replace(one(), '127.0.0.1:1'));
    assert.equal(away.state, 'warning');
    assert.match(
      away.seen,
      /^1 of 3 Sentinels cannot be asked: 127\.0\.0\.1:1: it does not answer \(ECONNREFUSED\)$/,
    );
    const foreign = await check(`${group.url}-of-others`);
    assert.equal(foreign.state, 'fault');
    assert.match(foreign.seen, /^3 of 3 Sentinels cannot be asked: .*: it knows no "test-group-of-others"/);
  });

  it('that name different primaries: a fault', async () => {
    const said = (primary: string) => ({ address: 'x', primary, trouble: undefined });
    const found = await checkRedisFailover({
      redisFacts: createRedisServer(redis).readFacts,
      sentinels: async () => [said('a:1'), said('b:1'), said('a:1')],
    }).run();
    assert.deepEqual(
      [found.state, found.seen],
      ['fault', 'the Sentinels name different primaries: a:1, b:1'],
    );
  });

  it('takes writes that no replica confirms: a warning', async () => {
    await redis.config('SET', 'min-replicas-to-write', 0);
    const { state, seen } = await check();
    assert.equal(state, 'warning');
    assert.match(seen, /^min-replicas-to-write is 0/);
    await redis.config('SET', 'min-replicas-to-write', 1);
  });

  it('has no replica left: a fault', async () => {
    const primary = await group.primary();
    for (const server of group.servers) if (server !== primary) await server.kill();
    const deadline = Date.now() + 10_000;
    while ((await check()).state === 'ok' && Date.now() < deadline) await pause(50);
    const found = await check();
    assert.equal(found.state, 'fault');
    assert.match(found.seen, /no replica follows the primary/);
  });
});
