import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isInFuture } from './birth-date.ts';

describe('a date of birth', () => {
  it('lies ahead only when it does so in every time zone', () => {
    const noon = new Date('2030-01-15T12:00:00Z');
    assert.equal(isInFuture('2030-01-15', new Date('2030-01-15T00:00:00Z')), false);
    assert.equal(isInFuture('2030-01-16', noon), false, 'it is the 16th in Kiritimati');
    assert.equal(isInFuture('2030-01-17', noon), true);
    assert.equal(isInFuture('2030-01-16', new Date('2030-01-15T09:59:59Z')), true);
    assert.equal(isInFuture('2030-01-16', new Date('2030-01-15T10:00:00Z')), false);
  });

  it('may be left out', () => {
    assert.equal(isInFuture(undefined, new Date('2030-01-15T12:00:00Z')), false);
  });
});
