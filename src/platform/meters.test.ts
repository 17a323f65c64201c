import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMeters } from './meters.ts';

const linesOf = async ({ registry }: ReturnType<typeof createMeters>) =>
  (await registry.metrics()).split('\n').filter((line) => line.startsWith('test_tried'));

describe('meters', () => {
  it('count from zero for every combination that can be, and no other', async () => {
    const meters = createMeters('test_');
    const labels = { door: ['front', 'back'], outcome: ['in', 'out'] } as const;
    const tried = meters.counter(
      'tried_total',
      'x',
      labels,
      ({ door, outcome }) => door === 'front' || outcome === 'out',
    );
    tried.inc({ door: 'front', outcome: 'in' });
    tried.inc({ door: 'front', outcome: 'in' }, 2);
    assert.deepEqual(await linesOf(meters), [
      'test_tried_total{door="front",outcome="in"} 3',
      'test_tried_total{door="front",outcome="out"} 0',
      'test_tried_total{door="back",outcome="out"} 0',
    ]);
  });

  it('have no value for what cannot be known at a scrape, which holds up no other', async () => {
    const meters = createMeters('test_');
    const plain = meters.gauge('tried_plain', 'x');
    const listed = meters.gauge('tried_listed', 'x', { name: 'names' });
    meters.counter('tried_total', 'x').inc();
    assert.deepEqual(await linesOf(meters), ['test_tried_total 1'], 'nobody says');

    let isAway = false;
    plain.readFrom(async () => {
      if (isAway) throw new Error('the store is away');
      return 7;
    });
    listed.readFrom(() => {
      if (isAway) throw new Error('the store is away');
      return [[{ name: 'one' }, 1]];
    });
    assert.deepEqual(await linesOf(meters), [
      'test_tried_plain 7',
      'test_tried_listed{name="one"} 1',
      'test_tried_total 1',
    ]);
    isAway = true;
    assert.deepEqual(await linesOf(meters), ['test_tried_total 1']);
  });

  it('forget what a list names no more', async () => {
    const meters = createMeters('test_');
    let names = ['one', 'two'];
    meters
      .gauge('tried_listed', 'x', { name: 'names' })
      .readFrom(() => names.map((name): [{ name: string }, number] => [{ name }, 1]));
    assert.equal((await linesOf(meters)).length, 2);
    names = ['two'];
    assert.deepEqual(await linesOf(meters), ['test_tried_listed{name="two"} 1']);
  });

  it('are read without buckets: of a histogram its sum and count, whatever the labels', async () => {
    const meters = createMeters('test_');
    const time = meters.histogram('tried_seconds', 'x', [1, 2], { door: ['front', 'back'] });
    time.observe({ door: 'front' }, 1.5);
    time.observe({ door: 'back' }, 3);
    meters.counter('tried_total', 'x').inc(2);
    const readings = (await meters.read()).filter(({ name }) => name.startsWith('tried'));
    assert.deepEqual(readings, [
      { name: 'tried_total', labels: {}, value: 2 },
      { name: 'tried_seconds_sum', labels: {}, value: 4.5 },
      { name: 'tried_seconds_count', labels: {}, value: 2 },
    ]);
    const names = (await meters.read()).map(({ name }) => name);
    assert.ok(names.includes('process_resident_memory_bytes'), 'of the process too');
  });
});
