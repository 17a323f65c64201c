import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { aBrowserOf, look, SAYING_NOTHING, signIn } from './asking.ts';
import { type Entry, type Ledger, learn } from './ledger.ts';
import type { Stack } from './stack.ts';

const AT_ONCE = 6;
const MOST_TRIES = 10;
const LONGEST_DELIVERY = 200_000;

/** Nothing acknowledged is lost, nothing that ended lives, and each change has one record. */
export async function assertLedgerHolds(stack: Stack, ledger: Ledger): Promise<void> {
  const { people, forgetful } = ledger;
  const resetting = forgetful.map(({ entry }) => entry);
  await inTurns([...people, ...resetting], (entry) => assertEntryHolds(stack, entry));
  await assertRecords(stack, 'password_changed', people, ({ replaced }) => [replaced.length, 0]);
  await assertRecords(stack, 'password_reset', resetting, ({ replaced }) => [replaced.length, 0]);
  await assertRecords(stack, 'signed_out', people, ({ signOuts }) => [
    signOuts.acknowledged,
    signOuts.unknown,
  ]);
}

/** The acknowledged password works and the one before does not. */
async function assertEntryHolds(stack: Stack, entry: Entry): Promise<void> {
  const { account, maybe, replaced, ended } = entry;
  const { email } = account;
  const tryWith = (password: string) =>
    untilJudged(async () => (await signIn(aBrowserOf(stack, account), email, password)).status);
  const current = await tryWith(entry.password);
  const other = maybe === undefined ? 401 : await tryWith(maybe);
  assert.deepEqual([current, other].sort(), [200, 401], `${email} after ${replaced.length} changes`);
  if (maybe !== undefined && other === 200) learn(entry, maybe);
  entry.maybe = undefined;
  const [old] = entry.replaced.slice(-1);
  if (old) assert.equal(await tryWith(old), 401, `${email}: a replaced password`);
  for (const token of ended.slice(-3))
    assert.equal(
      await untilJudged(() => look(stack, '/forward-auth', token)),
      401,
      `${email}: a session that ended`,
    );
}

/** A busy machine may say "later" now and then. */
async function untilJudged(attempt: () => Promise<number>): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const status = await attempt();
    if (!SAYING_NOTHING.includes(status)) return status;
    await pause(1_000);
  }
  throw new Error('nobody answers');
}

/** As many records as were acknowledged, and for what was cut off at most one more each. */
async function assertRecords(
  stack: Stack,
  type: string,
  people: readonly Entry[],
  expected: (entry: Entry) => [acknowledged: number, unknown: number],
): Promise<void> {
  const counts = await countBy(
    stack,
    `SELECT u.email_canonical, count(*) FROM audit_log a JOIN users u ON u.id = a.user_id WHERE a.type = '${type}' GROUP BY 1`,
  );
  for (const entry of people) {
    const { email } = entry.account;
    const [acknowledged, unknown] = expected(entry);
    const count = counts.get(email) ?? 0;
    const fits = count >= acknowledged && count <= acknowledged + unknown;
    assert.ok(
      fits,
      `${email}: ${count} records of ${type}, ${acknowledged} acknowledged, ${unknown} unknown`,
    );
  }
}

async function countBy(stack: Stack, statement: string): Promise<Map<string, number>> {
  const lines = (await stack.sql('postgres-primary', statement)).trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [name = '', count] = line.split('|');
      return [name, Number(count)] as const;
    }),
  );
}

/** The mail of each sign-up, once: two minutes later where the instance that had claimed it was killed. */
export async function assertMailed(stack: Stack, { signUps }: Ledger): Promise<void> {
  const giveUpAt = Date.now() + LONGEST_DELIVERY;
  for (;;) {
    const counts = await countBy(stack, 'SELECT recipient, count(*) FROM local_mailbox GROUP BY 1');
    const twice = signUps.filter((email) => (counts.get(email) ?? 0) > 1);
    assert.deepEqual(twice, [], 'mails that came twice');
    const missing = signUps.filter((email) => !counts.has(email));
    if (missing.length === 0) return;
    assert.ok(Date.now() < giveUpAt, `no mail came to ${missing.join()}`);
    await pause(500);
  }
}

async function inTurns<One>(all: readonly One[], work: (one: One) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
