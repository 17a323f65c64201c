import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Duration, days, milliseconds, minutes } from '#platform/duration.ts';
import { describeOnEveryDatabase, everythingIn, inParallel } from '#test/support/every-database.ts';
import type { UserId } from '../ids.ts';
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
    await stage.tx((tx) => mailTokens.voidAll(tx, 'reset_password', userId));
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

  describe('in notices about an account', () => {
    const issueFor = async (userId: UserId) => {
      stage.clock.advance(milliseconds(1));
      return stage.tx((tx) => mailTokens.issue(tx, 'not_me', { userId }));
    };
    const aHolder = async () => (await stage.aUser()).id;
    const findNotMe = (token: string) => mailTokens.find(stage.databases.primary, 'not_me', token);
    const consumeNotMe = (token: string) => stage.tx((tx) => mailTokens.consume(tx, 'not_me', token));
    const alive = async (tokens: string[]) => (await Promise.all(tokens.map(findNotMe))).map(Boolean);

    it('void none of the older ones, nor a reset link, and are held to no version', async () => {
      const { userId, token: reset } = await issue(7);
      const tokens = [await issueFor(userId), await issueFor(userId), await issueFor(userId)];
      assert.deepEqual(await findNotMe(tokens[0] as string), { userId });
      assert.deepEqual(await find(reset), { userId, securityVersion: 7 });
      await stage.tx((tx) => mailTokens.voidAll(tx, 'reset_password', userId));
      assert.equal(await find(reset), undefined);
      assert.deepEqual(await alive(tokens), [true, true, true]);
    });

    it('are kept up to twenty a person, the newest', async () => {
      const userId = await aHolder();
      const other = await issueFor(await aHolder());
      const reset = await stage.tx((tx) =>
        mailTokens.issue(tx, 'reset_password', { userId, securityVersion: 1 }),
      );
      const tokens: string[] = [];
      for (let count = 0; count < 23; count += 1) tokens.push(await issueFor(userId));
      assert.deepEqual(await alive(tokens), [
        ...Array.from({ length: 3 }, () => false),
        ...Array.from({ length: 20 }, () => true),
      ]);
      assert.deepEqual(await alive([other]), [true]);
      assert.ok(await find(reset));
    });

    it('never push out the one just written, however many were written in one moment', async () => {
      const userId = await aHolder();
      for (let count = 0; count < 40; count += 1) {
        const token = await stage.tx((tx) => mailTokens.issue(tx, 'not_me', { userId }));
        assert.ok(await findNotMe(token), `number ${count}`);
      }
    });

    it('are unknown where a reset link is asked for, and the reverse', async () => {
      const { userId, token: reset } = await issue();
      const token = await issueFor(userId);
      assert.equal(await find(token), undefined);
      assert.equal(await consume(token), undefined);
      assert.equal(await findNotMe(reset), undefined);
      assert.equal(await consumeNotMe(reset), undefined);
      assert.ok((await find(reset)) && (await findNotMe(token)), 'and neither was spent');
    });

    it('work once of twenty tries at the same moment', async () => {
      const token = await issueFor(await aHolder());
      const consumed = await inParallel(20, () => consumeNotMe(token));
      assert.equal(consumed.filter(Boolean).length, 1);
    });

    it('are over after seven days, and swept away then', async () => {
      const token = await issueFor(await aHolder());
      stage.clock.advance((days(7) - 1) as Duration);
      assert.ok(await findNotMe(token));
      stage.clock.advance(milliseconds(1));
      assert.equal(await consumeNotMe(token), undefined);
      await mailTokens.purge(stage.databases.primary);
      assert.equal(await everythingIn(stage.databases.primary, 'mail_tokens'), '');
    });
  });
});
