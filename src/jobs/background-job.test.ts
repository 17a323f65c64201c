import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as untilRunIsOver } from 'node:timers/promises';
import { systemClock } from '#platform/clock.ts';
import { type Duration, days, seconds } from '#platform/duration.ts';
import { silentLog } from '#test/support/silent-log.ts';
import { createBackgroundJob } from './background-job.ts';

describe('a background job that is woken', () => {
  const createJob = (ticks?: Duration) => {
    let runs = 0;
    const work = async () => {
      runs += 1;
    };
    const tick = ticks && { every: ticks, clock: systemClock };
    const job = createBackgroundJob({
      name: 'counting',
      every: days(1),
      ...(tick && { tick }),
      work,
      log: silentLog,
    });
    return { job, runs: () => runs };
  };

  it('works at once', () => {
    const { job, runs } = createJob();
    job.wake();
    assert.equal(runs(), 1);
  });

  it('waits for the next tick where it has one, however often it is woken (E04)', async ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 4_300 });
    const { job, runs } = createJob(seconds(1));
    job.wake();
    mock.timers.tick(500);
    job.wake();
    mock.timers.tick(199);
    assert.equal(runs(), 0);
    mock.timers.tick(1);
    assert.equal(runs(), 1);
    await untilRunIsOver();
    mock.timers.tick(1_000);
    assert.equal(runs(), 1);
    job.wake();
    mock.timers.tick(1_000);
    assert.equal(runs(), 2);
  });

  it('does not work any more once it was stopped', async ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 4_300 });
    const { job, runs } = createJob(seconds(1));
    job.wake();
    await job.stop();
    mock.timers.tick(2_000);
    job.wake();
    mock.timers.tick(2_000);
    assert.equal(runs(), 0);
  });
});
