import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestRedis } from '#test/support/redis.ts';
import type { RedisConnection } from './open-redis.ts';
import { createRedisDoubts, type RedisDoubts } from './redis-doubts.ts';

describe('doubts about owners of records, in Redis', () => {
  let connection: RedisConnection;
  let doubts: RedisDoubts;
  before(async () => {
    connection = await openTestRedis();
    doubts = createRedisDoubts(connection.redis);
  });
  after(() => connection.redis.disconnect());
  const isInDoubt = async (owner: string) => (await (await doubts.ask()).answer)(owner);

  it('hold until each who raised one has lifted it', async () => {
    await doubts.raise('somebody', '1');
    await doubts.raise('somebody', '2');
    await doubts.lift('somebody', '1');
    assert.deepEqual([await isInDoubt('somebody'), await isInDoubt('some')], [true, false]);
    await doubts.lift('somebody', '2');
    assert.equal(await isInDoubt('somebody'), false);
  });

  it('are asked for once for all who came in one turn', async () => {
    const { redis } = connection;
    const { zrange } = redis;
    let asked = 0;
    redis.zrange = ((...args: Parameters<typeof zrange>) => {
      asked += 1;
      return zrange.apply(redis, args);
    }) as typeof zrange;
    await Promise.all(Array.from({ length: 20 }, () => isInDoubt('anybody')));
    redis.zrange = zrange;
    assert.equal(asked, 1);
  });

  it('are about everybody where there are too many to read', async () => {
    const marks = Array.from({ length: 101 }, (_, index) => `owner-${index}`);
    for (const owner of marks) await doubts.raise(owner, '1');
    assert.equal(await isInDoubt('nobody of these'), true);
    await doubts.lift('owner-0', '1');
    assert.deepEqual([await isInDoubt('nobody of these'), await isInDoubt('owner-1')], [false, true]);
  });
});
