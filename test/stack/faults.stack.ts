import { appendFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { assertLedgerHolds, assertMailed } from './check-ledger.ts';
import { aCrowd } from './crowd.ts';
import { FAULTS, type Fault } from './faults.ts';
import { findPace } from './find-pace.ts';
import type { Ledger } from './ledger.ts';
import { type Load, startLoad } from './load.ts';
import { assertBounds, measure, rowOf, type Times, untilWell } from './measure.ts';
import { pace } from './pace.ts';
import { attachToStack } from './stack.ts';

const PEOPLE = 24;
const LONGEST = { timeout: 600_000 };

const stack = attachToStack();
let ledger: Ledger;
let perSecond = pace.perSecond;

/** `npm run test:stack -- F01 F15`. */
const wanted = (process.env.STACK_FAULTS ?? '').split(' ').filter(Boolean);
const chosen = FAULTS.filter(({ id }) => wanted.length === 0 || wanted.includes(id));

before(async () => {
  ledger = await aCrowd(stack, PEOPLE);
  perSecond = await findPace(stack, ledger, pace.perSecond);
  console.log(`${perSecond} requests a second`);
}, LONGEST);

for (const [index, fault] of chosen.entries()) {
  describe(`${fault.id}: ${fault.what}`, () => {
    it('signs nobody out, misleads nobody, loses nothing acknowledged, and passes', LONGEST, async () => {
      const load = startLoad(stack, ledger, perSecond, `victim-${index}-${Date.now()}@example.org`);
      const times = await play(fault, load, perSecond).finally(load.stop);
      const measured = measure(load, times);
      const row = rowOf(fault, measured);
      console.log(row);
      await assertLedgerHolds(stack, ledger);
      assertBounds(fault, measured, load);
      // What did not hold is no figure to publish.
      if (process.env.STACK_TABLE) appendFileSync(process.env.STACK_TABLE, `${row}\n`);
    });
  });
}

it('mails each sign-up one link, whatever happened meanwhile', LONGEST, () => assertMailed(stack, ledger));

async function play(fault: Fault, load: Load, rate: number): Promise<Times> {
  await pause(pace.before);
  const struckAt = Date.now();
  try {
    await fault.strike(stack);
    await pause(pace.during);
  } finally {
    await fault.heal(stack, ledger, rate);
  }
  const times = { struckAt, healedAt: Date.now() };
  await untilWell(load, times);
  return times;
}
