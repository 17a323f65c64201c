import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFakeClock } from '#test/support/fakes.ts';
import { milliseconds } from './duration.ts';
import { createRandom } from './random.ts';

describe('random values', () => {
  const clock = createFakeClock(new Date(0x017f22e279b0));
  const random = createRandom(clock);

  it('are tokens of 256 bits in 43 characters, none of which comes twice', () => {
    const tokens = Array.from({ length: 10_000 }, () => random.token());
    for (const token of tokens) assert.match(token, /^[\w-]{43}$/);
    assert.equal(new Set(tokens).size, tokens.length);
    assert.equal(new Set(tokens.map((token) => token.slice(0, 8))).size, tokens.length, 'no common prefix');
  });

  it('make a token of exactly the bytes asked for', () => {
    const asked: number[] = [];
    const counting = createRandom(clock, (count) => {
      asked.push(count);
      return new Uint8Array(count).fill(0xff);
    });
    assert.equal(counting.token(), Buffer.alloc(32, 0xff).toString('base64url'));
    assert.deepEqual(asked, [32]);
  });

  it('make a UUIDv7 of the clock’s time (the moment of RFC 9562, appendix A.6) and 74 random bits', () => {
    const ids = Array.from({ length: 1_000 }, () => random.uuid());
    for (const id of ids) assert.match(id, /^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(new Set(ids).size, 1_000);
  });

  it('make ids that sort by time', () => {
    const ids = Array.from({ length: 100 }, () => {
      clock.advance(milliseconds(1));
      return random.uuid();
    });
    assert.deepEqual(ids.toSorted(), ids);
  });
});
