import assert from 'node:assert/strict';
import { it } from 'node:test';
import { milliseconds } from '#platform/duration.ts';
import { describeOnEveryDatabase, emailOf, inParallel } from '#test/support/every-database.ts';
import { createFailureStreaks, type FailureStreak } from './failure-streaks.ts';

const CLIENT = { ip: '192.0.2.7', userAgent: 'curl/8' };

describeOnEveryDatabase('streaks of failures', (stage) => {
  const failureStreaks = createFailureStreaks({ clock: stage.clock, random: stage.random, noticeAfter: 10 });
  const waiting = () => failureStreaks.listWaiting(stage.databases.primary);
  const settle = (streak: FailureStreak) => stage.tx((tx) => failureStreaks.settle(tx, streak));
  const note = (address: string, inARow: number) => {
    stage.clock.advance(milliseconds(1));
    return failureStreaks.note(stage.databases.primary, emailOf(address).canonical, CLIENT, inARow);
  };
  const settleAll = async () => {
    for (const streak of await waiting()) await settle(streak);
  };

  it('are noted at the tenth failure and each tenth after it, for known and unknown addresses alike', async () => {
    await stage.aUser('known@example.org');
    const noted: FailureStreak[] = [];
    for (let inARow = 1; inARow <= 30; inARow += 1) {
      for (const address of ['known@example.org', 'unknown@example.org']) await note(address, inARow);
      if (inARow % 10 !== 0) assert.deepEqual(await waiting(), [], `after ${inARow}`);
      noted.push(...(await waiting()));
      await settleAll();
    }
    const addresses = ['known@example.org', 'unknown@example.org'];
    assert.deepEqual(
      noted.map(({ email, client }) => ({ email, client })),
      [...addresses, ...addresses, ...addresses].map((address) => ({
        email: emailOf(address).canonical,
        client: CLIENT,
      })),
    );
    assert.deepEqual(noted.at(-1)?.at, stage.clock.now());
  });

  it('are answered by one of twenty processes', async () => {
    await note('once@example.org', 10);
    const [streak] = await waiting();
    const settled = await inParallel(20, () => settle(streak as FailureStreak));
    assert.equal(settled.filter(Boolean).length, 1);
  });

  it('wait on when answering one failed', async () => {
    await note('again@example.org', 10);
    const [streak] = await waiting();
    const failing = stage.tx(async (tx) => {
      assert.equal(await failureStreaks.settle(tx, streak as FailureStreak), true);
      throw new Error('the mail could not be written');
    });
    await assert.rejects(failing, /could not be written/);
    assert.deepEqual(await waiting(), [streak]);
    await settleAll();
  });

  it('are handed out in batches, the oldest first', async () => {
    for (let count = 0; count < 25; count += 1) await note(`streak-${count}@example.org`, 10);
    assert.deepEqual(
      (await waiting()).map(({ email }) => email),
      Array.from({ length: 20 }, (_, index) => `streak-${index}@example.org`),
    );
    await settleAll();
    assert.equal((await waiting()).length, 5);
    await settleAll();
  });
});
