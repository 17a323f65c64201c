import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createRedisServer } from '#platform/short-lived-state/redis-facts.ts';
import { startThrowawayRedis, type ThrowawayRedis } from '#test/support/throwaway-redis.ts';
import { checkRedisDurability } from './redis-durability.ts';
import { checkRedisMemory } from './redis-memory.ts';

describe('the Redis server', () => {
  const started: { server: ThrowawayRedis; redis: Redis }[] = [];
  afterEach(async () => {
    for (const { server, redis } of started.splice(0)) {
      redis.disconnect();
      await server.remove();
    }
  });

  const start = async (...settings: string[]) => {
    const server = await startThrowawayRedis(...settings);
    const redis = new Redis(server.url, { commandTimeout: 500, maxRetriesPerRequest: 0 });
    redis.on('error', () => {});
    started.push({ server, redis });
    const redisFacts = createRedisServer(redis).readFacts;
    return {
      server,
      redis,
      memory: () => checkRedisMemory({ redisFacts }).run(),
      durability: () => checkRedisDurability({ redisFacts }).run(),
    };
  };

  it('keeps everything, and writes each change down: good', async () => {
    const { memory, durability } = await start('--maxmemory', '100mb', '--appendonly', 'yes');
    const { state, seen } = await memory();
    assert.equal(state, 'ok');
    assert.match(seen, /^noeviction, \d+ MiB used of 100$/);
    assert.deepEqual(await durability(), {
      state: 'ok',
      seen: 'appendonly yes: a restart loses a second at most',
    });
  });

  it('is not there, or has as much memory as the machine: good', async () => {
    const none = { redisFacts: undefined };
    for (const check of [checkRedisMemory(none), checkRedisDurability(none)])
      assert.equal((await check.run()).state, 'ok');
    const { memory } = await start();
    assert.match((await memory()).seen, /^noeviction, \d+ MiB used, no maxmemory$/);
  });

  it('was set to evict since the service started: a fault', async () => {
    const { redis, memory } = await start();
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const found = await memory();
    assert.equal(found.state, 'fault');
    assert.match(found.seen, /^maxmemory-policy is allkeys-lru/);
  });

  it('became a replica: a fault', async () => {
    const { redis, memory } = await start();
    await redis.replicaof('127.0.0.1', 1);
    const found = await memory();
    assert.equal(found.state, 'fault');
    assert.match(found.seen, /whose role is slave/);
  });

  it('is nearly full: a warning', async () => {
    const { redis, memory } = await start();
    await redis.set('filling', 'x'.repeat(1_048_576));
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
    await redis.config('SET', 'maxmemory', Math.round(used * 1.05));
    const found = await memory();
    assert.equal(found.state, 'warning');
    assert.match(found.seen, /^nearly full: \d+ MiB used of \d+; once it is, nobody can sign in$/);
  });

  it('keeps nothing over a restart: a fault; snapshots alone: a warning', async () => {
    const { redis, durability } = await start();
    const nothing = await durability();
    assert.equal(nothing.state, 'fault');
    assert.match(nothing.seen, /^neither appendonly nor save/);
    await redis.config('SET', 'save', '900 1');
    const snapshots = await durability();
    assert.equal(snapshots.state, 'warning');
    assert.match(snapshots.seen, /^appendonly no, save "900 1"/);
  });

  it('does not say when it makes snapshots: a warning', async () => {
    const { durability } = await start('--rename-command', 'CONFIG', '');
    const found = await durability();
    assert.equal(found.state, 'warning');
    assert.match(found.seen, /save not known \(CONFIG is forbidden\)/);
  });

  it('could not write to its disk: a fault', async () => {
    const { redis, durability } = await start('--appendonly', 'yes');
    const [, folder] = (await redis.config('GET', 'dir')) as string[];
    rmSync(folder ?? '', { recursive: true });
    await redis.bgsave().catch(() => {});
    const deadline = Date.now() + 10_000;
    while ((await durability()).state === 'ok' && Date.now() < deadline) await pause(50);
    const found = await durability();
    assert.deepEqual([found.state, found.seen], ['fault', 'Redis could not write to its disk']);
  });
});
