import type { Clock } from '#platform/clock.ts';
import type { Duration } from '#platform/duration.ts';
import type { Logger } from '#platform/logger.ts';

export interface BackgroundJob {
  start(): void;
  /** Something may be due: run at once, or at the next tick where there is one, instead of at the next beat. */
  wake(): void;
  /** Runs until nothing is due, now. Throws what the work throws. */
  runOnce(): Promise<void>;
  /** Resolves when the run in progress is over; none starts afterwards. */
  stop(): Promise<void>;
}

export interface JobOptions {
  name: string;
  every: Duration;
  /** Whoever wakes it waits for the next whole multiple of this: when it works tells nothing about who woke it. */
  tick?: { every: Duration; clock: Clock };
  work: () => Promise<void>;
  log: Logger;
}

/** Work started by time. Runs never overlap; one that fails is logged and tried at the next beat. */
export function createBackgroundJob({ name, every, tick, work, log }: JobOptions): BackgroundJob {
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ticking: NodeJS.Timeout | undefined;
  let isStopped = false;
  let isWanted = false;

  const run = () => {
    if (isStopped) return;
    isWanted = running !== undefined;
    running ??= work()
      .catch((error) => log.error({ err: error, job: name }, 'a background job failed'))
      .finally(() => {
        running = undefined;
        if (isWanted) run();
      });
  };

  return {
    start() {
      timer = setInterval(run, every);
      timer.unref();
      run();
    },
    wake() {
      if (!tick) return run();
      ticking ??= setTimeout(
        () => {
          ticking = undefined;
          run();
        },
        tick.every - (tick.clock.now().getTime() % tick.every),
      ).unref();
    },
    runOnce: work,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      clearTimeout(ticking);
      await running;
    },
  };
}
