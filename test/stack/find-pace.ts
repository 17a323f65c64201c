import { setTimeout as pause } from 'node:timers/promises';
import type { Ledger } from './ledger.ts';
import { startLoad } from './load.ts';
import { hasFailed } from './measure.ts';
import type { Stack } from './stack.ts';

const TRIED_FOR = 6_000;
const QUICK = 1_000;
/** What a rate that was too high left behind is over by then. */
const REST = 5_000;
const LEAST = 5;

/**
 * How many requests a second this machine serves while nothing is wrong: each answered, and nine of ten within a second.
 * More would measure the machine instead of the fault.
 */
export async function findPace(stack: Stack, ledger: Ledger, most: number): Promise<number> {
  let seen = '';
  for (let perSecond = most; perSecond >= LEAST; perSecond = Math.floor(perSecond / 2)) {
    const load = startLoad(stack, ledger, perSecond, `pace-${perSecond}-${Date.now()}@example.org`);
    await pause(TRIED_FOR);
    await load.stop();
    const slow = load.answers.filter(({ ms }) => ms > QUICK).length;
    const failed = load.answers.filter(hasFailed);
    if (failed.length === 0 && slow <= load.answers.length / 10) return perSecond;
    const failures = failed.map(({ kind, status, ms }) => `${kind} ${status} after ${Math.round(ms)} ms`);
    await pause(REST);
    seen = `of ${load.answers.length} answers ${slow} were slow and ${failed.length} failed: ${failures.join(', ')}`;
  }
  throw new Error(`without any fault the stack does not serve ${LEAST} requests a second here; ${seen}`);
}
