import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openPostgres } from '#platform/database/postgres.ts';
import { isUnavailable } from '#platform/database/unavailable.ts';
import { after, type Duration, hours, milliseconds, minutes } from '#platform/duration.ts';
import { createLogger } from '#platform/logger.ts';
import { inParallel } from '#test/support/every-database.ts';
import { describeOnEveryState, openState } from '#test/support/every-state.ts';
import { createFakeClock } from '#test/support/fakes.ts';
import { createPostgresState } from './postgres-state.ts';
import type { ShortLivedState } from './short-lived-state.ts';

describeOnEveryState('records', (stage) => {
  const { clock } = stage;
  let count = 0;
  const unused = (name: string) => {
    count += 1;
    return `${name}-${count}`;
  };
  const inTime = (life: Duration) => after(clock.now(), life);
  const keysOf = async (owner: string) => (await stage.state.list(owner)).map(({ key }) => key).sort();

  it('finds what was inserted, from every instance, and nothing under another key', async () => {
    const key = unused('key');
    const values = ['plain', '', 'two words  ', '{"a":["ä","☃","\u{1F511}"]}', 'it\'s 100% \\ "quoted"\n'];
    for (const value of values) {
      await stage.state.insert({ key, value, expiresAt: inTime(minutes(5)) });
      assert.equal(await stage.instance(1).find(key), value);
    }
    assert.equal(await stage.state.find(`${key}0`), undefined);
  });

  it('judges expiry at use, by the clock it was given and to the millisecond', async () => {
    const [key, owner] = [unused('key'), unused('owner')];
    await stage.state.insert({ key, value: 'v', owner, expiresAt: inTime(minutes(5)) });

    clock.advance((minutes(5) - 1) as Duration);
    assert.equal(await stage.state.find(key), 'v');
    assert.deepEqual(await keysOf(owner), [key]);

    clock.advance(milliseconds(1));
    assert.equal(await stage.state.find(key), undefined);
    assert.deepEqual(await keysOf(owner), []);
    assert.equal(await stage.state.take(key, owner), undefined);
  });

  it('does not bring an expired record back by replacing it', async () => {
    const [key, owner] = [unused('key'), unused('owner')];
    await stage.state.insert({ key, value: 'old', owner, expiresAt: inTime(minutes(5)) });
    clock.advance(minutes(5));
    const isReplaced = await stage.state.replace({
      key,
      value: 'late',
      owner,
      expiresAt: inTime(minutes(5)),
    });
    assert.equal(isReplaced, false);
    assert.equal(await stage.state.find(key), undefined);
    assert.deepEqual(await keysOf(owner), []);
  });

  it('replaces a live record and nothing else', async () => {
    const key = unused('key');
    const expiresAt = inTime(minutes(5));
    assert.equal(await stage.state.replace({ key, value: 'never there', expiresAt }), false);
    assert.equal(await stage.state.find(key), undefined);

    await stage.state.insert({ key, value: 'old', expiresAt });
    assert.equal(await stage.state.replace({ key, value: 'new', expiresAt }), true);
    assert.equal(await stage.state.find(key), 'new');

    assert.equal(await stage.state.take(key), 'new');
    assert.equal(await stage.state.replace({ key, value: 'late', expiresAt }), false);
    assert.equal(await stage.state.find(key), undefined);
  });

  it('moves the expiry with a replacement, later and earlier, in the owner’s list too', async () => {
    const [longer, shorter, owner] = [unused('key'), unused('key'), unused('owner')];
    for (const key of [longer, shorter])
      await stage.state.insert({ key, value: 'v', owner, expiresAt: inTime(minutes(10)) });
    await stage.state.replace({ key: longer, value: 'v', owner, expiresAt: inTime(hours(1)) });
    await stage.state.replace({ key: shorter, value: 'v', owner, expiresAt: inTime(minutes(5)) });

    clock.advance(minutes(5));
    assert.deepEqual(await keysOf(owner), [longer]);
    clock.advance(minutes(30));
    assert.equal(await stage.state.find(longer), 'v');
    assert.deepEqual(await keysOf(owner), [longer]);
  });

  it('gives a record to exactly one of twenty takers', async () => {
    const [key, owner] = [unused('key'), unused('owner')];
    await stage.state.insert({ key, value: 'once', owner, expiresAt: inTime(minutes(5)) });
    const taken = await inParallel(20, (index) => stage.instance(index).take(key, owner));
    assert.deepEqual(
      taken.filter((value) => value !== undefined),
      ['once'],
    );
    assert.equal(await stage.state.find(key), undefined);
    assert.deepEqual(await keysOf(owner), []);
  });

  it('leaves nothing behind when a replacement and a taking meet', async () => {
    const keys = Array.from({ length: 20 }, () => unused('key'));
    const expiresAt = inTime(minutes(5));
    for (const key of keys) await stage.state.insert({ key, value: 'v', expiresAt });
    await inParallel(keys.length, async (index) => {
      const key = keys[index] as string;
      const [taken] = await Promise.all([
        stage.instance(index).take(key),
        stage.instance(index + 1).replace({ key, value: 'touched', expiresAt }),
      ]);
      assert.ok(taken, 'the record was there to be taken');
    });
    for (const key of keys) assert.equal(await stage.state.find(key), undefined);
  });

  it('lists the live records of one owner with their values', async () => {
    const [one, other] = [unused('owner'), unused('owner')];
    const [a, b, taken, brief, foreign] = ['a', 'b', 'taken', 'brief', 'foreign'].map(unused) as string[];
    const insert = (key = '', owner = '', life = hours(1)) =>
      stage.state.insert({ key, value: `value of ${key}`, owner, expiresAt: inTime(life) });
    await insert(a, one);
    await insert(brief, one, minutes(5));
    await insert(taken, one);
    await insert(b, one);
    await insert(foreign, other);
    await stage.state.take(taken as string, one);
    clock.advance(minutes(5));

    const list = await stage.state.list(one);
    assert.deepEqual(
      list.toSorted((x, y) => x.key.localeCompare(y.key)),
      [a, b].map((key) => ({ key, value: `value of ${key}` })),
    );
    assert.deepEqual(await keysOf(unused('nobody')), []);
  });

  it('answers how many records the owner has then', async () => {
    const owner = unused('owner');
    const insert = (key: string, life = hours(1)) =>
      stage.state.insert({ key, value: 'v', owner, expiresAt: inTime(life) });
    const [first, second, third] = ['k', 'k', 'k'].map(unused) as [string, string, string];
    assert.equal(await insert(first), 1);
    assert.equal(await insert(second, minutes(5)), 2);
    assert.equal(await insert(second, minutes(5)), 2, 'the same key counts once');
    await stage.state.take(first, owner);
    assert.equal(await insert(third), 2);

    clock.advance(minutes(5));
    const withExpired = await insert(unused('k'));
    assert.ok(withExpired === 2 || withExpired === 3, 'expired ones may still be counted, live ones always');
    assert.equal(
      await stage.state.insert({ key: unused('k'), value: 'v', expiresAt: inTime(hours(1)) }),
      0,
      'without an owner there is no list',
    );
  });

  it('keeps what is alive when what expired is swept', async () => {
    const [live, dead, owner] = [unused('live'), unused('dead'), unused('owner')];
    await stage.state.insert({ key: live, value: 'v', owner, expiresAt: inTime(hours(1)) });
    await stage.state.insert({ key: dead, value: 'v', owner, expiresAt: inTime(minutes(1)) });
    const limit = { kind: 'window', most: 5, per: hours(1) } as const;
    await stage.state.takeTurn(live, limit);
    clock.advance(minutes(2));
    await stage.state.purge();
    assert.deepEqual(await keysOf(owner), [live]);
    assert.equal((await stage.state.takeTurn(live, limit)).count, 2);
  });

  it('is one store with one epoch for all instances as long as it is not restarted', async () => {
    const epochs = await inParallel(6, (index) => stage.instance(index).epoch());
    assert.equal(new Set(epochs).size, 1);
    assert.ok(epochs[0]);
    await stage.state.ping();
  });
});

describe('a store that does not answer', () => {
  const expiresAt = new Date('2030-02-01T00:00:00Z');
  const limit = { kind: 'window', most: 5, per: hours(1) } as const;
  const turn = { isAllowed: true, wait: 0 as Duration, count: 1, mark: '' };
  const callsOf = (state: ShortLivedState): Record<string, () => Promise<unknown>> => ({
    ping: () => state.ping(),
    find: () => state.find('key'),
    insert: () => state.insert({ key: 'key', value: 'v', expiresAt }),
    'insert with an owner': () => state.insert({ key: 'key', value: 'v', expiresAt, owner: 'o' }),
    replace: () => state.replace({ key: 'key', value: 'v', expiresAt, owner: 'o' }),
    take: () => state.take('key', 'o'),
    list: () => state.list('o'),
    takeTurn: () => state.takeTurn('key', limit),
    giveBackTurn: () => state.giveBackTurn('key', turn),
    reduce: () => state.reduce('key', 1, limit),
    clear: () => state.clear('key'),
  });
  const assertAllUnavailable = async (state: ShortLivedState) => {
    for (const [name, call] of Object.entries(callsOf(state))) {
      await assert.rejects(call, isUnavailable, `${name} must throw, and as unavailable`);
    }
  };

  it('makes every method of the Redis adapter throw', async () => {
    const { instances, close } = await openState('redis', createFakeClock());
    await close();
    const state = instances[0] as ShortLivedState;
    await assertAllUnavailable(state);
    await assert.rejects(state.epoch(), isUnavailable);
  });

  it('makes every method of the Postgres adapter throw', async () => {
    const log = createLogger({ level: 'silent', isPretty: false });
    const databases = openPostgres({ url: 'postgres://nobody@127.0.0.1:1/none', log });
    await assertAllUnavailable(createPostgresState(databases, createFakeClock()));
    await databases.close();
  });
});
