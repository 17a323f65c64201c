import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from '#test/support/http-client.ts';
import { aBrowserOf, SAYING_NOTHING, signIn } from './asking.ts';
import { pace } from './pace.ts';
import type { Stack } from './stack.ts';

const INSTANCES = ['app#1', 'app#2'];
/** Times what the machine serves beside in a second: four seconds' worth stands in front of the door. */
const AT_ONCE = 4;
const LONGEST = 300_000;
/** What an answer that says "later" asks for, give or take half: not everybody comes again in the same moment. */
const later = () => 2_000 * (0.5 + Math.random());

/** Everybody whom an outage sent away signs in at once, and comes again until it worked. */
export async function everybodySignsIn(
  stack: Stack,
  accounts: readonly Account[],
  perSecond: number,
): Promise<void> {
  const giveUpAt = Date.now() + LONGEST;
  const restarts = () => Promise.all(INSTANCES.map(async (one) => (await stack.inspect(one)).RestartCount));
  const before = await restarts();
  const herd = pace.herd * perSecond;
  let waiting = herd;
  let signedIn = 0;
  const worker = async () => {
    while (waiting > 0) {
      waiting -= 1;
      const account = accounts[waiting % accounts.length] as Account;
      await untilSignedIn(stack, account, giveUpAt, () => `${signedIn} of ${herd}`);
      signedIn += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE * perSecond }, worker));
  const after = await restarts();
  if (after.join() !== before.join()) throw new Error(`instances did not survive it: ${after.join()}`);
}

async function untilSignedIn(
  stack: Stack,
  account: Account,
  giveUpAt: number,
  soFar: () => string,
): Promise<void> {
  const { email, password } = account;
  for (;;) {
    const { status } = await signIn(aBrowserOf(stack, account), email, password);
    if (status === 200) return;
    if (![...SAYING_NOTHING, 429].includes(status)) throw new Error(`${email} was answered ${status}`);
    if (Date.now() > giveUpAt)
      throw new Error(`${soFar()} people got in within ${LONGEST} ms, the last answer ${status}`);
    await pause(later());
  }
}
