import assert from 'node:assert/strict';
import { it } from 'node:test';
import { milliseconds } from '#platform/duration.ts';
import { describeOnEveryDatabase, emailOf, inParallel } from '#test/support/every-database.ts';
import { createResetRequests, type ResetRequest } from './reset-requests.ts';

const CLIENT = { ip: '192.0.2.7', userAgent: 'curl/8' };

describeOnEveryDatabase('reset requests', (stage) => {
  const resetRequests = createResetRequests(stage);
  const primary = () => stage.databases.primary;
  const record = (address: string) => {
    stage.clock.advance(milliseconds(1));
    return resetRequests.record(primary(), emailOf(address), CLIENT);
  };
  const settle = (request: ResetRequest) => stage.tx((tx) => resetRequests.settle(tx, request));
  const settleAll = async () => {
    for (const request of await resetRequests.listWaiting(primary())) await settle(request);
  };

  it('wait in the order they came, with who asked, for known and unknown addresses alike', async () => {
    const { email } = await stage.aUser('Known@Example.org');
    await record(email.address);
    await record('unknown@example.org');
    const waiting = await resetRequests.listWaiting(primary());
    assert.deepEqual(
      waiting.map(({ email, client }) => ({ email, client })),
      ['Known@Example.org', 'unknown@example.org'].map((text) => ({ email: emailOf(text), client: CLIENT })),
    );
    await settleAll();
    assert.deepEqual(await resetRequests.listWaiting(primary()), []);
  });

  it('are answered by one of twenty processes', async () => {
    await record('once@example.org');
    const [request] = await resetRequests.listWaiting(primary());
    const settled = await inParallel(20, () => settle(request as ResetRequest));
    assert.equal(settled.filter(Boolean).length, 1);
  });

  it('wait on when answering one failed', async () => {
    await record('again@example.org');
    const [request] = await resetRequests.listWaiting(primary());
    const failing = stage.tx(async (tx) => {
      assert.equal(await resetRequests.settle(tx, request as ResetRequest), true);
      throw new Error('the mail could not be written');
    });
    await assert.rejects(failing, /could not be written/);
    assert.equal((await resetRequests.listWaiting(primary())).length, 1);
    await settleAll();
  });

  it('are handed out in batches, so that a flood is worked off bit by bit', async () => {
    await inParallel(45, (index) => record(`flood-${index}@example.org`));
    const batches: number[] = [];
    for (;;) {
      const waiting = await resetRequests.listWaiting(primary());
      if (waiting.length === 0) break;
      batches.push(waiting.length);
      await settleAll();
    }
    assert.deepEqual(batches, [20, 20, 5]);
  });

  it('wake whoever answers them', async () => {
    const woken = new Promise<void>((resolve) => resetRequests.onRecorded(resolve));
    await record('wake@example.org');
    await woken;
  });
});
