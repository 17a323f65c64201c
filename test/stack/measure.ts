import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { SAYING_NOTHING } from './asking.ts';
import type { Fault, Share } from './faults.ts';
import type { Answered, Kind, Load } from './load.ts';
import { pace } from './pace.ts';

export interface Times {
  struckAt: number;
  healedAt: number;
  /** What was asked from then on is not counted. */
  until?: number;
}

/** What is counted together. */
const KINDS: Record<keyof Share, readonly Kind[]> = {
  page: ['page'],
  session: ['session', 'forward_auth'],
  sign_in: ['sign_in'],
  sign_out: ['sign_out'],
  change: ['change'],
};
/** Five free tries, waits that double, and what a store that is killed forgets of its last second. */
const mostGuesses = (seconds: number): number => 5 + Math.ceil(Math.log2(seconds + 1)) + 5;

export const hasFailed = ({ status }: Pick<Answered, 'status'>): boolean => status === 0 || status >= 500;

/** Until nothing has failed for a while. */
export async function untilWell({ answers }: Load, { healedAt }: Pick<Times, 'healedAt'>): Promise<void> {
  const { least, most } = pace.after;
  for (;;) {
    const since = Date.now() - healedAt;
    const lately = answers.filter(({ at }) => at > Date.now() - pace.wellFor);
    const isWell = lately.length > 0 && !lately.some(hasFailed);
    if (since >= least && isWell) return;
    if (since >= most) throw new Error(`it did not get well again within ${most} ms`);
    await pause(100);
  }
}

/** From the strike on: what failed, the slowest answer, and how long after the healing the last one failed. */
export function measure({ answers }: Load, { struckAt, healedAt, until = Infinity }: Times) {
  const since = answers.filter(({ at }) => at >= struckAt && at < until);
  const shareOf = (kinds: readonly Kind[]) => {
    const some = since.filter(({ kind }) => kinds.includes(kind));
    return { failed: some.filter(hasFailed).length, of: some.length };
  };
  return {
    shares: Object.fromEntries(
      Object.entries(KINDS).map(([name, kinds]) => [name, shareOf(kinds)]),
    ) as Record<keyof Share, { failed: number; of: number }>,
    slowest: Math.max(0, ...since.map(({ ms }) => ms)),
    lastFailures: since
      .filter(hasFailed)
      .slice(-10)
      .map(({ kind, status, ms, at }) => `${new Date(at).toISOString()} ${kind}: ${status} after ${ms} ms`)
      .join('; '),
    wellAfter: Math.max(0, ...since.filter(hasFailed).map(({ at, ms }) => at + ms - healedAt)),
    wrong: since.filter(({ status }) => status >= 500 && !SAYING_NOTHING.includes(status)),
  };
}

export type Measured = ReturnType<typeof measure>;

/** What people may see of this fault. */
export function assertBounds({ mayFail }: Pick<Fault, 'mayFail'>, measured: Measured, load: Load): void {
  assert.deepEqual(load.violations, []);
  for (const [name, { failed, of }] of Object.entries(measured.shares)) {
    const share = of === 0 ? 0 : (100 * failed) / of;
    const most = mayFail[name as keyof Share] + pace.slack;
    assert.ok(share <= most, `${name}: ${failed} of ${of} failed, more than ${most} %`);
  }
  assert.deepEqual(measured.wrong, [], 'failures that are none of a store');
  assert.ok(measured.slowest < pace.longestAnswer, `an answer took ${measured.slowest} ms`);
  const [first] = load.answers;
  const seconds = first ? (Date.now() - first.at) / 1_000 : 0;
  const judged = load.judgedGuesses();
  assert.ok(judged <= mostGuesses(seconds), `${judged} guesses at one account were looked at`);
}

export function rowOf(
  { id, what }: Pick<Fault, 'id' | 'what'>,
  { shares, slowest, wellAfter }: Measured,
): string {
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const failures = Object.values(shares).map(({ failed, of }) => `${failed} of ${of}`);
  return `| ${[id, what, ...failures, seconds(slowest), seconds(wellAfter)].join(' | ')} |`;
}

export const TABLE_HEAD = `| id | fault | pages | sessions | sign-ins | sign-outs | changes | slowest answer | well again after |
|---|---|---|---|---|---|---|---|---|`;
