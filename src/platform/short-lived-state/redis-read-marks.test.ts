import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ReadMarks } from '#platform/database/read-marks.ts';
import { inParallel } from '#test/support/every-database.ts';
import { openTestRedis } from '#test/support/redis.ts';
import type { RedisConnection } from './open-redis.ts';
import { createRedisReadMarks } from './redis-read-marks.ts';

describe('marks for causal reads, in Redis', () => {
  let connection: RedisConnection;
  let marks: ReadMarks;
  before(async () => {
    connection = await openTestRedis();
    marks = createRedisReadMarks(connection.redis, connection.epoch);
  });
  after(() => connection.redis.disconnect());

  const at = (bytes: number, timeline = 1) => ({ timeline, bytes });
  const stateOf = async (person: string) => {
    const { pinnedAt: pinned, mark } = await marks.look(person);
    return { isPinned: pinned !== undefined, mark };
  };

  it('hold nothing about whom nobody changed', async () => {
    assert.deepEqual(await stateOf('nobody@example.org'), { isPinned: false, mark: undefined });
  });

  it('pin a person until every writer has settled its own', async () => {
    const person = 'pinned@example.org';
    await marks.pin(person, 'one');
    await marks.pin(person, 'other');
    await marks.settle(person, 'one', at(10));
    assert.deepEqual(await stateOf(person), { isPinned: true, mark: at(10) });
    await marks.settle(person, 'other', at(8));
    assert.deepEqual(await stateOf(person), { isPinned: false, mark: at(10) }, 'never downwards');
  });

  it('leave no mark of what was rolled back', async () => {
    const person = 'rolled-back@example.org';
    await marks.pin(person, 'one');
    await marks.pin(person, 'other');
    await marks.unpin(person, 'one');
    assert.equal((await stateOf(person)).isPinned, true);
    await marks.unpin(person, 'other');
    assert.deepEqual(await stateOf(person), { isPinned: false, mark: undefined });
  });

  it('end at the greatest position of a hundred writers at once', async () => {
    const person = 'busy@example.org';
    await inParallel(100, async (index) => {
      await marks.pin(person, `pin-${index}`);
      await marks.settle(person, `pin-${index}`, at((index * 37) % 100));
    });
    assert.deepEqual(await stateOf(person), { isPinned: false, mark: at(99) });
  });

  it('take a position of a later timeline, whatever its number, and none of an earlier one', async () => {
    const person = 'moved@example.org';
    await marks.settle(person, 'x', at(1_000, 1));
    await marks.settle(person, 'x', at(900, 2));
    await marks.settle(person, 'x', at(2_000, 1));
    assert.deepEqual((await stateOf(person)).mark, at(900, 2));
  });

  it('keep positions exactly that no smaller number type would hold', async () => {
    const far = 2 ** 53 - 1;
    await marks.settle('far@example.org', 'x', at(far));
    assert.deepEqual((await stateOf('far@example.org')).mark, at(far));
  });

  it('raise the floor within a run of the store, and replace it in another', async () => {
    const floor = async () => {
      const { floor: found, now } = await marks.look('anybody@example.org');
      if (!found) return undefined;
      const { raisedAt, ...rest } = found;
      assert.ok(Math.abs(now.getTime() - raisedAt.getTime()) < 5_000, 'by the clock of the store');
      return rest;
    };
    assert.equal(await floor(), undefined);
    await marks.raiseFloor({ ...at(50), epoch: 'a' });
    await marks.raiseFloor({ ...at(40), epoch: 'a' });
    assert.deepEqual(await floor(), { ...at(50), epoch: 'a' });
    await marks.raiseFloor({ ...at(30, 2), epoch: 'a' });
    assert.deepEqual(await floor(), { ...at(30, 2), epoch: 'a' });
    await marks.raiseFloor({ ...at(20, 1), epoch: 'b' });
    assert.deepEqual(await floor(), { ...at(20, 1), epoch: 'b' });
  });

  it('name nobody', async () => {
    await marks.settle('secret@example.org', 'x', at(1));
    const keys = await connection.redis.keys('*');
    assert.ok(!keys.some((key) => key.includes('secret')));
  });
});
