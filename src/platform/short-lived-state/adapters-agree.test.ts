import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type Duration, hours, minutes, seconds } from '#platform/duration.ts';
import { openState } from '#test/support/every-state.ts';
import { createFakeClock } from '#test/support/fakes.ts';
import type { CountedTurn, Limit, ShortLivedState } from './short-lived-state.ts';

const LIMITS: Limit[] = [
  { kind: 'backoff', free: 3, first: seconds(1), cap: seconds(20), forgottenAfter: hours(1) },
  {
    kind: 'backoff',
    free: 2,
    within: minutes(5),
    first: seconds(2),
    cap: seconds(60),
    forgottenAfter: hours(1),
  },
  { kind: 'window', most: 2, per: minutes(3) },
];

type Step =
  | { do: 'take' | 'clear' }
  | { do: 'wait'; seconds: number }
  | { do: 'giveBack'; which: number }
  | { do: 'reduce'; count: number };

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Step>({ do: 'take' }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 400 }) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('giveBack'), which: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reduce'), count: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 1, arbitrary: fc.constant<Step>({ do: 'clear' }) },
  ) as fc.Arbitrary<Step>,
  { minLength: 5, maxLength: 25 },
);

describe('the Redis script and the Postgres statement', () => {
  const clock = createFakeClock();
  const opened: Awaited<ReturnType<typeof openState>>[] = [];
  let stores: ShortLivedState[] = [];
  let run = 0;
  before(async () => {
    for (const kind of ['redis', 'postgres'] as const) opened.push(await openState(kind, clock));
    stores = opened.flatMap(({ instances }) => instances.slice(0, 1));
  });
  after(() => Promise.all(opened.map(({ close }) => close())));

  it('count and wait alike, whatever happens in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(...LIMITS), async (walk, limit) => {
        run += 1;
        const key = `walk-${run}`;
        const taken: CountedTurn[][] = [];
        for (const step of walk) {
          if (step.do === 'wait') clock.advance(seconds(step.seconds));
          const answers = await Promise.all(
            stores.map((store, at) => play(store, at, step, key, limit, taken)),
          );
          const [redis, postgres] = answers.map((answer) =>
            answer ? { ...answer, mark: undefined } : answer,
          );
          assert.deepEqual(postgres, redis);
          if (step.do === 'take') taken.push(answers as CountedTurn[]);
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** One step on one of the stores; each knows a turn by the mark it gave itself. */
async function play(
  store: ShortLivedState,
  at: number,
  step: Step,
  key: string,
  limit: Limit,
  taken: CountedTurn[][],
): Promise<Partial<CountedTurn> | undefined> {
  if (step.do === 'take') return store.takeTurn(key, limit);
  if (step.do === 'clear') return { count: await store.clear(key), wait: 0 as Duration };
  if (step.do === 'reduce') await store.reduce(key, step.count, limit);
  if (step.do === 'giveBack') {
    const turn = taken.at(-1 - step.which)?.[at];
    if (turn?.isAllowed) await store.giveBackTurn(key, turn);
  }
  return undefined;
}
