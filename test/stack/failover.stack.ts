import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { look } from './asking.ts';
import { bringUp, takeDown } from './bring-up.ts';
import { assertLedgerHolds, assertMailed } from './check-ledger.ts';
import { aCrowd } from './crowd.ts';
import type { Fault } from './faults.ts';
import { findPace } from './find-pace.ts';
import type { Ledger } from './ledger.ts';
import { type Load, startLoad } from './load.ts';
import { assertBounds, measure, rowOf, untilWell } from './measure.ts';
import { pace } from './pace.ts';
import type { Stack } from './stack.ts';
import { mostWritableUntil, postgresServers, redisServers, type Servers, until } from './takeover.ts';

const PEOPLE = 24;
const LONGEST = { timeout: 600_000 };

let stack: Stack;
let ledger: Ledger;
let perSecond = pace.perSecond;

before(async () => {
  stack = await bringUp('--ha');
  ledger = await aCrowd(stack, PEOPLE);
  perSecond = await findPace(stack, ledger, pace.perSecond);
  console.log(`${perSecond} requests a second`);
}, LONGEST);
after(() => (process.env.KEEP_STACK === 'yes' ? undefined : takeDown()), LONGEST);

interface Loss extends Pick<Fault, 'id' | 'what' | 'mayFail'> {
  servers: Servers;
  losing: 'kill' | 'pause';
  bringBack(former: string): Promise<void>;
  /** What the design promises, in milliseconds. */
  longest: number;
}

/** Whatever needs the store, for as long as nobody has taken over. */
const mayFail = { page: 0, session: 100, sign_in: 100, sign_out: 100, change: 100 };

/** A server that copies what it missed keeps the one disk of this machine busy, and COMMIT waits for that disk. */
const COMEBACK = { page: 0, session: 5, sign_in: 5, sign_out: 5, change: 10 };

const LOSSES: readonly Loss[] = [
  {
    id: 'F07',
    what: 'the primary of the database is killed',
    servers: postgresServers,
    losing: 'kill',
    longest: 30_000,
    mayFail,
    async bringBack(former) {
      await stack.docker('start', former);
      const most = await mostWritableUntil(stack, () => postgresServers.isReplica(stack, former));
      assert.equal(most, 1, 'no two servers take writes, at any time');
      await assert.rejects(stack.sql(former, 'CREATE TABLE of_the_former ()'), /read-only transaction/);
    },
  },
  {
    id: 'F07',
    what: 'the primary of the database stands still, and wakes up when another has taken over',
    servers: postgresServers,
    losing: 'pause',
    longest: 30_000,
    mayFail,
    async bringBack(former) {
      await stack.docker('unpause', former);
      // It still takes itself for the primary, and has nobody left who would confirm what it writes.
      const write = stack.sql(former, 'CREATE TABLE of_the_former ()');
      const isAcknowledged = await write.then(
        () => true,
        () => false,
      );
      const most = await mostWritableUntil(stack, () => postgresServers.isReplica(stack, former));
      assert.ok(most <= 2);
      assert.equal(isAcknowledged, false, 'a former primary acknowledged something');
      const left = await stack.sql(former, "SELECT count(*) FROM pg_class WHERE relname = 'of_the_former'");
      assert.equal(left, '0\n', 'what it wrote down and nobody confirmed is gone');
    },
  },
  {
    id: 'F16',
    what: 'the primary of Redis is killed',
    servers: redisServers,
    losing: 'kill',
    longest: 10_000,
    mayFail,
    async bringBack(former) {
      await stack.docker('start', former);
      await until(() => redisServers.isReplica(stack, former));
    },
  },
];

for (const [index, loss] of LOSSES.entries()) {
  describe(`${loss.id}: ${loss.what}`, () => {
    it(
      'in time, with everything acknowledged, and the former one comes back as a replica',
      LONGEST,
      async () => {
        const load = startLoad(stack, ledger, perSecond, `victim-ha-${index}@example.org`);
        const { takeover, comeback } = await play(loss, load).finally(load.stop);
        console.log(rowOf(loss, takeover));
        console.log(rowOf({ ...loss, what: `${loss.what}: it comes back` }, comeback));
        await assertLedgerHolds(stack, ledger);
        await assertNothingEndedLives();
        assertBounds(loss, takeover, load);
        assert.ok(
          takeover.wellAfter <= loss.longest,
          `something failed after ${takeover.wellAfter} ms: ${takeover.lastFailures}`,
        );
        assertBounds({ mayFail: COMEBACK }, comeback, load);
      },
    );
  });
}

it('mails each sign-up one link, whatever happened meanwhile', LONGEST, () => assertMailed(stack, ledger));

async function play({ servers, losing, bringBack }: Loss, load: Load) {
  const former = await servers.primary(stack);
  await pause(pace.before);
  const struckAt = Date.now();
  await stack.docker(losing, former);
  await until(async () => (await servers.primary(stack)) !== former);
  await untilWell(load, { healedAt: Date.now() });
  const backAt = Date.now();
  await bringBack(former);
  await untilWell(load, { healedAt: Date.now() });
  assert.notEqual(await servers.primary(stack), former);
  return {
    takeover: measure(load, { struckAt, healedAt: struckAt, until: backAt }),
    comeback: measure(load, { struckAt: backAt, healedAt: backAt }),
  };
}

async function assertNothingEndedLives(): Promise<void> {
  for (const { account, ended } of ledger.people)
    for (const token of ended) assert.equal(await look(stack, '/forward-auth', token), 401, account.email);
}
