import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFakeClock } from '#test/support/fakes.ts';
import { seconds } from '../duration.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';

describe('a circuit breaker', () => {
  const clock = createFakeClock();
  const breaker = createCircuitBreaker(clock, seconds(2));
  const allowed = () => [1, 2, 3].map(() => breaker.allows());

  it('lets everybody try while nothing failed', () => {
    assert.deepEqual(allowed(), [true, true, true]);
  });

  it('lets one caller each rest try after a failure, however it ends', () => {
    breaker.failed();
    assert.deepEqual(allowed(), [false, false, false]);
    clock.advance(seconds(2));
    assert.deepEqual(allowed(), [true, false, false]);
    breaker.failed();
    assert.deepEqual(allowed(), [false, false, false]);
    clock.advance(seconds(2));
    assert.deepEqual(allowed(), [true, false, false]);
  });

  it('lets everybody try again once one succeeded', () => {
    breaker.succeeded();
    assert.deepEqual(allowed(), [true, true, true]);
  });
});
