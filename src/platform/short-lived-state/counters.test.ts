import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Duration, hours, milliseconds, minutes, seconds } from '#platform/duration.ts';
import { inParallel } from '#test/support/every-database.ts';
import { describeOnEveryState } from '#test/support/every-state.ts';
import type { BackoffLimit, CountedTurn, Limit, WindowLimit } from './short-lived-state.ts';

const BACKOFF: BackoffLimit = {
  kind: 'backoff',
  free: 5,
  first: seconds(1),
  cap: seconds(8),
  forgottenAfter: hours(24),
};
const WINDOW: WindowLimit = { kind: 'window', most: 3, per: minutes(10) };

describeOnEveryState('counters', (stage) => {
  const { clock } = stage;
  let count = 0;
  const unused = () => {
    count += 1;
    return `counter-${count}`;
  };
  const take = (key: string, limit: Limit = BACKOFF) => stage.state.takeTurn(key, limit);
  const takeMany = async (key: string, times: number, limit: Limit = BACKOFF): Promise<CountedTurn> => {
    for (let taken = 1; taken < times; taken += 1) await take(key, limit);
    return take(key, limit);
  };
  const short = ({ isAllowed, wait, count }: CountedTurn) => ({ isAllowed, wait, count });

  it('gives the free tries, the last of which starts the first wait', async () => {
    const key = unused();
    for (let number = 1; number < 5; number += 1)
      assert.deepEqual(short(await take(key)), { isAllowed: true, wait: 0, count: number });
    assert.deepEqual(short(await take(key)), { isAllowed: true, wait: 1_000, count: 5 });
    assert.deepEqual(short(await take(key)), { isAllowed: false, wait: 1_000, count: 5 });
  });

  it('doubles the wait with each further try, up to the cap', async () => {
    const key = unused();
    let turn = await takeMany(key, 5);
    const waits = [];
    for (let further = 0; further < 6; further += 1) {
      clock.advance(turn.wait);
      turn = await take(key);
      assert.equal(turn.isAllowed, true);
      waits.push(turn.wait);
    }
    assert.deepEqual(waits, [2_000, 4_000, 8_000, 8_000, 8_000, 8_000]);
  });

  it('counts nothing and extends nothing for tries during a wait', async () => {
    const key = unused();
    await takeMany(key, 5);
    for (let left = 1_000; left > 0; left -= 100) {
      assert.deepEqual(short(await take(key)), { isAllowed: false, wait: left, count: 5 });
      clock.advance(milliseconds(100));
    }
    assert.deepEqual(short(await take(key)), { isAllowed: true, wait: 2_000, count: 6 });
  });

  it('does not start the exponent over after a quiet while', async () => {
    const key = unused();
    await takeMany(key, 5);
    clock.advance(hours(23));
    assert.deepEqual(short(await take(key)), { isAllowed: true, wait: 2_000, count: 6 });
  });

  it('allows exactly the free tries to two hundred parallel callers on two instances', async () => {
    for (const [limit, free] of [[BACKOFF, 5] as const, [WINDOW, 3] as const]) {
      const key = unused();
      const turns = await inParallel(200, (index) => stage.instance(index).takeTurn(key, limit));
      const allowed = turns.filter(({ isAllowed }) => isAllowed);
      assert.deepEqual(
        allowed.map((turn) => turn.count).sort(),
        Array.from({ length: free }, (_, index) => index + 1),
      );
      assert.equal(await stage.state.clear(key), free, 'the refused ones were not counted');
    }
  });

  it('forgets everything after the set time without a counted try, and not a moment sooner', async () => {
    const [kept, forgotten] = [unused(), unused()];
    for (const key of [kept, forgotten]) await takeMany(key, 4);
    clock.advance((hours(24) - 1) as Duration);
    assert.equal((await take(kept)).count, 5);
    clock.advance(milliseconds(1));
    assert.deepEqual(short(await take(forgotten)), { isAllowed: true, wait: 0, count: 1 });
  });

  it('counts free tries within their window only, which starts with the first of them', async () => {
    const limit = { ...BACKOFF, within: minutes(5) };
    const key = unused();
    await takeMany(key, 2, limit);
    clock.advance(minutes(4));
    assert.equal((await takeMany(key, 2, limit)).count, 4);
    clock.advance(minutes(1));
    assert.equal((await take(key, limit)).count, 1);
  });

  it('keeps the waits beyond that window once the free tries are used up', async () => {
    const limit = { ...BACKOFF, within: minutes(5) };
    const key = unused();
    await takeMany(key, 5, limit);
    clock.advance(hours(2));
    assert.deepEqual(short(await take(key, limit)), { isAllowed: true, wait: 2_000, count: 6 });
  });

  it('refuses a full window until it ends, then starts another', async () => {
    const key = unused();
    await takeMany(key, 2, WINDOW);
    clock.advance(minutes(4));
    assert.deepEqual(short(await take(key, WINDOW)), { isAllowed: true, wait: minutes(6), count: 3 });
    assert.deepEqual(short(await take(key, WINDOW)), { isAllowed: false, wait: minutes(6), count: 3 });
    clock.advance((minutes(6) - 1) as Duration);
    assert.deepEqual(short(await take(key, WINDOW)), { isAllowed: false, wait: 1, count: 3 });
    clock.advance(milliseconds(1));
    assert.deepEqual(short(await take(key, WINDOW)), { isAllowed: true, wait: 0, count: 1 });
  });

  it('gives a try back together with the wait that it caused', async () => {
    const key = unused();
    await takeMany(key, 4);
    const fifth = await take(key);
    assert.equal(fifth.wait, 1_000);
    await stage.instance(1).giveBackTurn(key, fifth);
    assert.deepEqual(short(await take(key)), { isAllowed: true, wait: 1_000, count: 5 });
  });

  it('does not let tries that were given back keep old failures from being forgotten', async () => {
    const key = unused();
    await takeMany(key, 3);
    clock.advance(hours(20));
    await stage.state.giveBackTurn(key, await take(key));
    clock.advance(hours(4));
    assert.equal((await take(key)).count, 1);
  });

  it('does not lift another try’s wait when one is given back', async () => {
    const key = unused();
    const first = await take(key);
    await takeMany(key, 3);
    await take(key);
    await stage.state.giveBackTurn(key, first);
    assert.deepEqual(short(await take(key)), { isAllowed: false, wait: 1_000, count: 4 });
    clock.advance(seconds(1));
    assert.deepEqual(short(await take(key)), { isAllowed: true, wait: 1_000, count: 5 });
  });

  it('counts exactly when two hundred tries are taken and given back at once', async () => {
    const key = unused();
    const roomy: Limit = { kind: 'window', most: 1_000, per: hours(1) };
    await inParallel(200, async (index) => {
      const state = stage.instance(index);
      const turn = await state.takeTurn(key, roomy);
      if (index % 4 !== 0) await state.giveBackTurn(key, turn);
    });
    assert.equal(await stage.state.clear(key), 50);
  });

  it('starts anew when every try was given back', async () => {
    const key = unused();
    const turn = await take(key, WINDOW);
    clock.advance(minutes(9));
    await stage.state.giveBackTurn(key, turn);
    await stage.state.giveBackTurn(key, turn);
    await takeMany(key, 2, WINDOW);
    assert.deepEqual(short(await take(key, WINDOW)), { isAllowed: true, wait: minutes(10), count: 3 });
  });

  it('gives nothing back to a count that began anew since', async () => {
    const key = unused();
    const old = await take(key, WINDOW);
    clock.advance(minutes(10));
    await takeMany(key, 2, WINDOW);
    await stage.state.giveBackTurn(key, old);
    assert.equal((await take(key, WINDOW)).count, 3);
    await stage.state.giveBackTurn(key, old);
    assert.equal((await take(key, WINDOW)).isAllowed, false);
  });

  it('forgets some tries, and the wait only when free tries are left again', async () => {
    const key = unused();
    const sixth = await takeMany(key, 5).then((turn) => {
      clock.advance(turn.wait);
      return take(key);
    });
    assert.equal(sixth.wait, 2_000);

    await stage.state.reduce(key, 1, BACKOFF);
    assert.deepEqual(short(await take(key)), { isAllowed: false, wait: 2_000, count: 5 });
    await stage.state.reduce(key, 1, BACKOFF);
    assert.deepEqual(short(await take(key)), { isAllowed: true, wait: 1_000, count: 5 });
    await stage.state.reduce(key, 100, BACKOFF);
    assert.deepEqual(short(await take(key)), { isAllowed: true, wait: 0, count: 1 });
  });

  it('forgets a key and says how much it had counted, to one of twenty callers', async () => {
    const key = unused();
    await takeMany(key, 5);
    const told = await inParallel(20, (index) => stage.instance(index).clear(key));
    assert.deepEqual(told.filter(Boolean), [5]);
    assert.deepEqual(short(await take(key)), { isAllowed: true, wait: 0, count: 1 });
  });

  it('leaves a key that counted nothing alone', async () => {
    const key = unused();
    const turn = await take(key);
    await stage.state.clear(key);
    await stage.state.giveBackTurn(key, turn);
    await stage.state.reduce(key, 3, BACKOFF);
    assert.equal(await stage.state.clear(key), 0);
    assert.equal((await take(key)).count, 1);
  });

  it('answers every try while others forget the key', async () => {
    const key = unused();
    const once: Limit = { ...WINDOW, most: 1 };
    const turns = await inParallel(400, async (index) =>
      index % 2 === 0 ? stage.instance(index).clear(key) : stage.instance(index).takeTurn(key, once),
    );
    assert.equal(turns.length, 400);
  });
});
