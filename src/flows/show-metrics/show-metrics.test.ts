import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seconds } from '#platform/duration.ts';
import type { Reading } from '#platform/meters.ts';
import { createFakeClock } from '#test/support/fakes.ts';
import { createShowMetrics, type ShowMetrics } from './show-metrics.ts';

const SIGN_INS = 'sign_in_attempts_total';
const of = (outcome: string, value: number): Reading => ({ name: SIGN_INS, labels: { outcome }, value });
const plain = (name: string, value: number): Reading => ({ name, labels: {}, value });

function lineOf(showMetrics: ShowMetrics, id: string, label: string) {
  const chart = showMetrics.look().find((one) => one.id === id);
  return chart?.lines.find((line) => line.label === label) ?? assert.fail(`${id} has no line ${label}`);
}

describe('what the page of metrics shows', () => {
  it('is nothing before anything was sampled', () => {
    const showMetrics = createShowMetrics({ readMetrics: async () => [], clock: createFakeClock() });
    assert.deepEqual(lineOf(showMetrics, 'sign-ins', 'Signed in').points, []);
  });

  it('is events a minute for what is counted, the number itself for what is not, and means', async () => {
    const clock = createFakeClock();
    let beat = 0;
    const showMetrics = createShowMetrics({
      clock,
      readMetrics: async () => [
        of('signed_in', 10 + beat),
        of('rejected', 3),
        of('overloaded', beat),
        of('failed', beat),
        plain('mail_queue', beat),
        plain('password_hash_seconds_sum', beat * 0.02),
        plain('password_hash_seconds_count', beat * 2),
      ],
    });
    for (; beat < 7; beat += 1) {
      await showMetrics.sample();
      clock.advance(seconds(2));
    }
    // One in two seconds.
    const signedIn = lineOf(showMetrics, 'sign-ins', 'Signed in');
    assert.deepEqual(signedIn.points, [undefined, undefined, undefined, undefined, undefined, 30, 30]);
    assert.deepEqual([signedIn.now, signedIn.total], [30, 16]);
    assert.deepEqual(lineOf(showMetrics, 'sign-ins', 'Wrong').now, 0);
    assert.deepEqual(lineOf(showMetrics, 'sign-ins', 'Not served').now, 60);
    const waiting = lineOf(showMetrics, 'waiting', 'Mails');
    assert.deepEqual([waiting.points, waiting.total], [[0, 1, 2, 3, 4, 5, 6], undefined]);
    assert.equal(lineOf(showMetrics, 'times', 'A password hash').now?.toFixed(3), '10.000');
    assert.equal(lineOf(showMetrics, 'times', 'A request').now, undefined, 'a mean of nothing is nothing');
  });

  it('reaches back five minutes and no further', async () => {
    const clock = createFakeClock();
    const showMetrics = createShowMetrics({ readMetrics: async () => [plain('mail_queue', 1)], clock });
    for (let beat = 0; beat < 400; beat += 1) await showMetrics.sample();
    assert.equal(lineOf(showMetrics, 'waiting', 'Mails').points.length, 150);
  });
});
