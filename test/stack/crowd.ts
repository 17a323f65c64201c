import { turnOnTotp, untilStepHas } from '#test/support/http-client.ts';
import { somebody } from './asking.ts';
import { entryOf, type Ledger } from './ledger.ts';
import type { Stack } from './stack.ts';

/** People enough for the load, of whom nothing is known but what they were acknowledged. */
export async function aCrowd(stack: Stack, size: number): Promise<Ledger> {
  const ledger: Ledger = { people: [], holders: [], forgetful: [], herd: [], signUps: [] };
  while (ledger.people.length < size) ledger.people.push(entryOf(await somebody(stack)));
  while (ledger.holders.length < size / 6) {
    const account = await somebody(stack);
    await untilStepHas(4_000);
    const { secret } = await turnOnTotp(account);
    ledger.holders.push({ account, secret, sentStep: 0, usedStep: 0 });
  }
  while (ledger.forgetful.length < size / 8)
    ledger.forgetful.push({ entry: entryOf(await somebody(stack)), isWaiting: false, usedTokens: [] });
  while (ledger.herd.length < size) ledger.herd.push(await somebody(stack));
  return ledger;
}
