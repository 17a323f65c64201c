import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  after,
  before,
  between,
  hours,
  inSeconds,
  milliseconds,
  minutes,
  parseDuration,
} from './duration.ts';

describe('a duration', () => {
  it('is read from a number and its unit', () => {
    const written = {
      '500ms': 500,
      '30s': 30_000,
      '10m': 600_000,
      '12h': 43_200_000,
      ' 30d ': 2_592_000_000,
    };
    for (const [text, length] of Object.entries(written)) assert.equal(parseDuration(text), length, text);
  });

  it('is nothing else: no bare number, sign, fraction, list, zero or other unit', () => {
    const wrong = [
      '',
      '30',
      's',
      '-30s',
      '+30s',
      '1.5h',
      '1h30m',
      '30 s',
      '30S',
      '0s',
      '000ms',
      '1w',
      '1e3s',
    ];
    for (const text of [...wrong, '1000000000s', '٣s', 'NaNs'])
      assert.equal(parseDuration(text), undefined, text);
  });

  it('is rounded up to whole seconds: a promise to wait must not be too short', () => {
    assert.deepEqual(
      [0, 1, 999, 1_000, 1_001].map((length) => inSeconds(milliseconds(length))),
      [0, 1, 1, 1, 2],
    );
  });

  it('moves dates and lies between them, never below zero', () => {
    const noon = new Date('2030-01-15T12:00:00Z');
    assert.equal(after(noon, hours(2)).toISOString(), '2030-01-15T14:00:00.000Z');
    assert.equal(before(noon, minutes(1)).toISOString(), '2030-01-15T11:59:00.000Z');
    assert.equal(between(noon, after(noon, minutes(3))), minutes(3));
    assert.equal(between(after(noon, minutes(3)), noon), 0);
  });
});
