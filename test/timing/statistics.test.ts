import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aucOf, compare, median, quantile } from './statistics.ts';

const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

describe('the statistics of the timing test', () => {
  it('find medians and quantiles in any order', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.equal(quantile(range(1, 101), 0.95), 96);
    assert.equal(quantile([10, 20], 0.25), 12.5);
    assert.throws(() => median([]), /no samples/);
  });

  it('find how often one class is larger, a tie counting half', () => {
    assert.equal(aucOf([4, 5, 6], [1, 2, 3]), 1);
    assert.equal(aucOf([1, 2, 3], [4, 5, 6]), 0);
    assert.equal(aucOf([1, 2, 3], [1, 2, 3]), 0.5);
    assert.equal(aucOf([7, 7, 7], [7, 7]), 0.5);
    // Of the six pairs four are larger and one is a tie.
    assert.equal(aucOf([2, 4, 5], [1, 4]), 4.5 / 6);
  });

  it('call two classes alike that are, and none that differ in one of the three', () => {
    const times = range(0, 1_000).map((index) => 40 + (index % 100) / 10);
    const { p95ByChance, ...rest } = compare(times, times);
    assert.ok(p95ByChance >= 0 && p95ByChance < 0.05, String(p95ByChance));
    assert.deepEqual(rest, {
      samples: 1_000,
      medians: [median(times), median(times)],
      medianDifference: 0,
      p95Difference: 0,
      auc: 0.5,
      isAlike: true,
    });
    assert.equal(
      compare(
        times.map((time) => time + 1.5),
        times,
      ).isAlike,
      false,
      'slower by a median',
    );
    const withTail = times.map((time, index) => (index % 10 === 0 ? time + 20 : time));
    assert.equal(compare(withTail, times).isAlike, false, 'slower in one of ten');
    const steady = times.map((_, index) => 5 + index / 1_000);
    const shifted = steady.map((time) => time + 0.2);
    const { medianDifference, auc, isAlike } = compare(shifted, steady);
    assert.ok(medianDifference < 1 && auc > 0.55);
    assert.equal(isAlike, false, 'by a little, but nearly always');
  });
});
