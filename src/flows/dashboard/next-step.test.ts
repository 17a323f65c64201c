import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { before, days } from '#platform/duration.ts';
import type { DeviceView } from '#web/views.ts';
import { nextStep } from './next-step.ts';

const NOW = new Date('2030-01-15T12:00:00Z');
const READER = { language: 'en' } as const;
const GUARDED = { isOn: true, recoveryCodesLeft: 10, asked: false };

const aDevice = (device: string, lastSeenAt: Date, isCurrent = false): DeviceView => ({
  id: device,
  device,
  ip: '192.0.2.7',
  createdAt: lastSeenAt,
  lastSeenAt,
  isCurrent,
});
const HERE = aDevice('Firefox on Linux', NOW, true);

describe('what to do next', () => {
  it('is the second factor, above all where it was asked for at sign-up', () => {
    const off = { isOn: false, recoveryCodesLeft: 0, asked: false };
    assert.equal(nextStep(READER, off, [HERE]).tone, 'hint');
    assert.equal(nextStep(READER, { ...off, asked: true }, [HERE]).tone, 'warning');
  });

  it('is new recovery codes when few are left', () => {
    const titles = [0, 1, 3].map(
      (recoveryCodesLeft) => nextStep(READER, { ...GUARDED, recoveryCodesLeft }, [HERE]).title,
    );
    assert.deepEqual(titles, [
      'You have no recovery codes left',
      'Only 1 recovery code left',
      'Only 3 recovery codes left',
    ]);
    assert.equal(nextStep(READER, { ...GUARDED, recoveryCodesLeft: 4 }, [HERE]).tone, 'success');
  });

  it('is a look at a device that was not seen for a fortnight, and never at this one', () => {
    const old = aDevice('Safari on iPad', before(NOW, days(15)));
    assert.match(nextStep(READER, GUARDED, [HERE, old]).words, /^Safari on iPad is signed in/);
    const recent = aDevice('Safari on iPad', before(NOW, days(13)));
    assert.equal(nextStep(READER, GUARDED, [HERE, recent]).tone, 'success');
    assert.equal(nextStep(READER, GUARDED, [{ ...old, isCurrent: true }]).tone, 'success');
  });

  it('is nothing, and says so', () => {
    const { tone, title, wayOn } = nextStep(READER, GUARDED, [HERE]);
    assert.deepEqual([tone, title, wayOn], ['success', 'Your account is well protected', undefined]);
  });
});
