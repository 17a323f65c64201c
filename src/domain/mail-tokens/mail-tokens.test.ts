import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Duration, milliseconds, minutes } from '#platform/duration.ts';
import { describeOnEveryDatabase, everythingIn, inParallel } from '#test/support/every-database.ts';
import { createMailTokens } from './mail-tokens.ts';

describeOnEveryDatabase('mailed tokens', (stage) => {
  const mailTokens = createMailTokens(stage);
  const issue = async (securityVersion = 1) => {
    const { id: userId } = await stage.aUser();
    const token = await stage.tx((tx) => mailTokens.issue(tx, 'reset_password', { userId, securityVersion }));
    return { userId, token };
  };
  const find = (token: string) => mailTokens.find(stage.databases.primary, 'reset_password', token);
  const consume = (token: string) => stage.tx((tx) => mailTokens.consume(tx, 'reset_password', token));

  it('tell whom they speak for, and under which security version, however often they are looked at', async () => {
    const { token, userId } = await issue(7);
    for (let look = 0; look < 3; look += 1)
      assert.deepEqual(await find(token), { userId, securityVersion: 7 });
    assert.deepEqual(await consume(token), { userId, securityVersion: 7 });
  });

  it('work once of twenty tries at the same moment', async () => {
    const { token } = await issue();
    const consumed = await inParallel(20, () => consume(token));
    assert.equal(consumed.filter(Boolean).length, 1);
    assert.equal(await find(token), undefined);
  });

  it('work again when the transaction that consumed one is rolled back', async () => {
    const { token } = await issue();
    const failing = stage.tx(async (tx) => {
      assert.ok(await mailTokens.consume(tx, 'reset_password', token));
      throw new Error('something else failed');
    });
    await assert.rejects(failing, /something else/);
    assert.ok(await consume(token));
  });

  it('void the person’s older one, and nobody else’s', async () => {
    const { token, userId } = await issue();
    const other = await issue();
    const newer = await stage.tx((tx) =>
      mailTokens.issue(tx, 'reset_password', { userId, securityVersion: 1 }),
    );
    assert.equal(await consume(token), undefined);
    assert.ok(await find(newer));
    assert.ok(await find(other.token));
  });

  it('are one a person, even when twenty are asked for at once', async () => {
    const { userId } = await issue();
    const tokens = await inParallel(20, () =>
      stage.tx((tx) => mailTokens.issue(tx, 'reset_password', { userId, securityVersion: 1 })),
    );
    const alive = await Promise.all(tokens.map(find));
    assert.equal(alive.filter(Boolean).length, 1);
  });

  it('are over after an hour', async () => {
    const { token } = await issue();
    stage.clock.advance((minutes(60) - 1) as Duration);
    assert.ok(await find(token));
    stage.clock.advance(milliseconds(1));
    assert.equal(await find(token), undefined);
    assert.equal(await consume(token), undefined);
  });

  it('are all void at once when something important changed', async () => {
    const { token, userId } = await issue();
    const other = await issue();
    await stage.tx((tx) => mailTokens.voidAll(tx, userId));
    assert.equal(await consume(token), undefined);
    assert.ok(await find(other.token));
  });

  it('are stored as hashes only, and swept away when over', async () => {
    const { token } = await issue();
    const stored = () => everythingIn(stage.databases.primary, 'mail_tokens');
    assert.ok((await stored()).length > 0);
    assert.ok(!(await stored()).includes(token));
    stage.clock.advance(minutes(60));
    await mailTokens.purge(stage.databases.primary);
    assert.equal(await stored(), '');
  });

  it('are unknown in any other spelling', async () => {
    const { token } = await issue();
    for (const text of ['', token.slice(1), `${token} `, token.toLowerCase(), `${token}=`, '\u0000'])
      assert.equal(await find(text), undefined, JSON.stringify(text));
  });
});
