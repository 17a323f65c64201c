import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { CannotStart } from '#platform/data-folder.ts';
import { isUnavailable } from '#platform/database/unavailable.ts';
import { hours, minutes } from '#platform/duration.ts';
import { createLogger } from '#platform/logger.ts';
import { createFakeClock } from '#test/support/fakes.ts';
import { startThrowawayRedis, type ThrowawayRedis } from '#test/support/throwaway-redis.ts';
import { openRedis, type RedisConnection } from './open-redis.ts';
import { createRedisState } from './redis-state.ts';
import type { ShortLivedState } from './short-lived-state.ts';

const log = createLogger({ level: 'silent', isPretty: false });

describe('a connection to Redis', () => {
  const clock = createFakeClock();
  const expiresAt = new Date(clock.now().getTime() + hours(1));
  const limit = { kind: 'window', most: 5, per: minutes(10) } as const;
  let server: ThrowawayRedis;
  let admin: Redis;
  let connection: RedisConnection;
  let state: ShortLivedState;

  before(async () => {
    server = await startThrowawayRedis();
    admin = new Redis(server.url, { retryStrategy: () => 20 });
    admin.on('error', () => {});
    connection = await openRedis(server.url, 'test:', log);
    state = createRedisState(connection.redis, clock, connection.epoch);
  });
  after(async () => {
    await state.close();
    admin.disconnect();
    await server.remove();
  });

  it('is refused by the service when the server evicts, with the reason', async () => {
    for (const policy of ['allkeys-lru', 'volatile-ttl', 'allkeys-random']) {
      await admin.config('SET', 'maxmemory-policy', policy);
      await assert.rejects(
        openRedis(server.url, 'test:', log),
        (error) =>
          error instanceof CannotStart && error.message.includes(policy) && /noeviction/.test(error.message),
      );
    }
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
    // The refused connections are closed: those of this test and of the admin are left.
    await until(
      async () =>
        String(await admin.client('LIST'))
          .trim()
          .split('\n').length === 2,
    );
  });

  it('says in one sentence that no server answers, and does not go on trying', async () => {
    await assert.rejects(openRedis('redis://127.0.0.1:1', 'test:', log), CannotStart);
  });

  it('keeps each service’s keys under its prefix and lets every one of them expire', async () => {
    await state.insert({
      key: 'brief',
      value: 'v',
      owner: 'o',
      expiresAt: new Date(clock.now().getTime() + 1_000),
    });
    await state.insert({ key: 'long', value: 'v', owner: 'o', expiresAt });
    await state.insert({
      key: 'brief',
      value: 'v',
      owner: 'o',
      expiresAt: new Date(clock.now().getTime() + 1_000),
    });
    await state.takeTurn('counter', limit);
    const keys = await admin.keys('*');
    assert.ok(keys.length >= 3);
    for (const key of keys) {
      assert.match(key, /^test:/);
      assert.ok((await admin.pttl(key)) > 0, `${key} expires`);
    }
    const life = await admin.pttl('test:o:o');
    assert.ok(life > minutes(59), 'the list of an owner lives as long as its longest record');
  });

  it('says unavailable when the server is full: counting is refused, not skipped', async () => {
    await admin.config('SET', 'maxmemory', '1');
    await assert.rejects(state.takeTurn('full', limit), isUnavailable);
    await assert.rejects(state.insert({ key: 'full', value: 'v', expiresAt }), isUnavailable);
    await assert.rejects(state.replace({ key: 'long', value: 'w', expiresAt }), isUnavailable);
    assert.equal(await state.find('long'), 'v', 'reading goes on');
    await admin.config('SET', 'maxmemory', '0');
  });

  it('gives up a command that gets no answer', async () => {
    server.freeze();
    await assert.rejects(state.find('long'), isUnavailable);
    server.thaw();
  });

  it('answers one epoch until the server restarts, then another, and asks once a connection', async () => {
    const former = await state.epoch();
    assert.equal(await state.epoch(), former);
    await server.kill();
    await server.start();
    await untilConnected(state);
    const next = await state.epoch();
    assert.notEqual(next, former);
    assert.equal(next, /run_id:(\w+)/.exec(await admin.info('server'))?.[1]);
  });

  it('refuses commands while disconnected instead of waiting, and replays none of them afterwards', async () => {
    await server.kill();
    await assert.rejects(state.insert({ key: 'late', value: 'v', expiresAt }), isUnavailable);
    await assert.rejects(state.find('late'), isUnavailable);
    await server.start();
    await untilConnected(state);
    assert.equal(await state.find('late'), undefined);
  });

  it('does not send a command again that was under way when the connection broke', async () => {
    server.freeze();
    const underWay = state.insert({ key: 'under way', value: 'v', expiresAt });
    const settled = assert.rejects(underWay, isUnavailable);
    await server.kill();
    await server.start();
    await settled;
    await untilConnected(state);
    assert.equal(await state.find('under way'), undefined);
  });
});

const untilConnected = (state: ShortLivedState) =>
  until(() =>
    state.ping().then(
      () => true,
      () => false,
    ),
  );

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 10_000;
  while (!(await isTrue())) {
    assert.ok(Date.now() < giveUpAt, 'it never came true');
    await wait(10);
  }
}
