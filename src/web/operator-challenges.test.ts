import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { milliseconds, minutes, seconds } from '#platform/duration.ts';
import { createRandom } from '#platform/random.ts';
import { createFakeClock } from '#test/support/fakes.ts';
import { createOperatorChallenges } from './operator-challenges.ts';

describe('the challenges to operators', () => {
  const stage = () => {
    const clock = createFakeClock();
    const random = createRandom(clock);
    const challenges = createOperatorChallenges({ clock, random });
    return { clock, random, challenges, nonce: random.token() };
  };

  it('are good once, to the end of half a minute', () => {
    const { clock, challenges, nonce } = stage();
    const challenge = challenges.issue(nonce);
    assert.match(challenge, /^[\w-]{43}$/);
    clock.advance(seconds(30));
    assert.equal(challenges.consume(nonce, challenge), true);
    assert.equal(challenges.consume(nonce, challenge), false);
  });

  it('are good for their own nonce, unchanged, at the instance that gave them', () => {
    const { clock, random, challenges, nonce } = stage();
    const challenge = challenges.issue(nonce);
    const other = createOperatorChallenges({ clock, random });
    assert.equal(challenges.consume(random.token(), challenge), false);
    assert.equal(other.consume(nonce, challenge), false);
    const bytes = Buffer.from(challenge, 'base64url');
    for (const index of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      assert.equal(challenges.consume(nonce, changed.toString('base64url')), false);
    }
    for (const none of ['', 'A', challenge.slice(1), `${challenge}A`])
      assert.equal(challenges.consume(nonce, none), false);
    assert.equal(challenges.consume(nonce, challenge), true);
  });

  it('are no good after it, and not again when the clock is set back', () => {
    const { clock, random, challenges, nonce } = stage();
    const late = challenges.issue(nonce);
    const [early, earlyNonce] = [challenges.issue('early'), 'early'];
    assert.equal(challenges.consume(earlyNonce, early), true);
    clock.advance(milliseconds(30_001));
    assert.equal(challenges.consume(nonce, late), false);
    // What was used up is forgotten by now.
    const fresh = random.token();
    assert.equal(challenges.consume(fresh, challenges.issue(fresh)), true);
    clock.advance(milliseconds(-minutes(1)));
    assert.equal(challenges.consume(earlyNonce, early), false);
    assert.equal(challenges.consume(nonce, late), false);
    const next = random.token();
    assert.equal(challenges.consume(next, challenges.issue(next)), true);
  });

  it('are remembered once used up, up to a bound beyond which none is good until some are over', () => {
    const { clock, challenges } = stage();
    const use = (nonce: string) => challenges.consume(nonce, challenges.issue(nonce));
    for (let count = 0; count < 10_000; count += 1) assert.equal(use(`n${count}`), true);
    assert.equal(use('one more'), false);
    clock.advance(milliseconds(30_001));
    assert.equal(use('one more'), true);
  });
});
