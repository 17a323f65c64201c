import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hours, milliseconds } from '#platform/duration.ts';
import { createKeyring } from '#platform/encryption.ts';
import { createRandom } from '#platform/random.ts';
import { createFakeClock } from '#test/support/fakes.ts';
import { createFormStamps, mustSendAgain } from './signs.ts';

describe('the time at which a form was shown', () => {
  const clock = createFakeClock();
  const keyring = createKeyring([Buffer.alloc(32, 4)], createRandom(clock));
  const stamps = createFormStamps({ keyring, clock });

  it('makes a form hasty for a second, usual for twelve hours, then stale', () => {
    const stamp = stamps.make({ isShownAgain: false });
    assert.equal(stamps.ageOf(stamp), 'hasty');
    clock.advance(milliseconds(999));
    assert.equal(stamps.ageOf(stamp), 'hasty');
    clock.advance(milliseconds(1));
    assert.equal(stamps.ageOf(stamp), 'usual');
    clock.advance(hours(11));
    assert.equal(stamps.ageOf(stamp), 'usual');
    clock.advance(hours(1));
    assert.equal(stamps.ageOf(stamp), 'stale');
  });

  it('lets a person who sends again be as quick as they like', () => {
    assert.equal(stamps.ageOf(stamps.make({ isShownAgain: true })), 'usual');
  });

  it('cannot be made up', () => {
    const stamp = stamps.make({ isShownAgain: true });
    const changed = `${stamp.slice(0, -4)}AAAA`;
    for (const forged of ['', 'x', changed, String(Date.now()), 7, ['a'], { a: 1 }])
      assert.equal(stamps.ageOf(forged), 'forged');
    const others = createFormStamps({
      keyring: createKeyring([Buffer.alloc(32, 5)], createRandom(clock)),
      clock,
    });
    assert.equal(stamps.ageOf(others.make({ isShownAgain: true })), 'forged');
  });

  it('asks for the form again when it is hasty, stale or forged, not where there is none', () => {
    const asked = (['missing', 'forged', 'hasty', 'usual', 'stale'] as const).filter((age) =>
      mustSendAgain({ isTrapSprung: false, age }),
    );
    assert.deepEqual(asked, ['forged', 'hasty', 'stale']);
  });
});
