import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Duration, days, milliseconds } from '#platform/duration.ts';
import { describeOnEveryDatabase, everythingIn, inParallel } from '#test/support/every-database.ts';
import type { UserId } from '../ids.ts';
import { createDevices } from './devices.ts';

describeOnEveryDatabase('devices', (stage) => {
  const devices = createDevices(stage);
  const welcome = (id: UserId, ...tokens: string[]) => stage.tx((tx) => devices.welcome(tx, id, tokens));
  const trust = (id: UserId) => stage.tx((tx) => devices.trust(tx, id));

  it('are given a token at their first sign-in to an account, and recognised by it afterwards', async () => {
    const { id } = await stage.aUser();
    const first = await welcome(id);
    assert.equal(first.isFirstSignIn, true);
    assert.match(first.token ?? '', /^[\w-]{43}$/);
    assert.deepEqual(await welcome(id, first.token as string), { isFirstSignIn: false, token: undefined });
    const second = await welcome(id);
    assert.equal(second.isFirstSignIn, false);
    assert.notEqual(second.token, first.token);
  });

  it('are not recognised by a token of another account, nor by one that was made up', async () => {
    const [robin, kim] = [await stage.aUser(), await stage.aUser()];
    const { token } = await welcome(robin.id);
    const atKims = await welcome(kim.id, token as string, 'A'.repeat(43), '');
    assert.equal(atKims.isFirstSignIn, true);
    assert.ok(atKims.token && atKims.token !== token, 'a planted token is never adopted');
    assert.ok((await welcome(kim.id, 'A'.repeat(43))).token);
  });

  it('are recognised among the tokens of several accounts in one browser', async () => {
    const [robin, kim] = [await stage.aUser(), await stage.aUser()];
    const [a, b] = [(await welcome(robin.id)).token, (await welcome(kim.id)).token] as [string, string];
    assert.equal((await welcome(robin.id, b, a)).token, undefined);
    assert.equal((await welcome(kim.id, b, a)).token, undefined);
  });

  it('are known without a sign-in once they proved the address or reset the password', async () => {
    const { id } = await stage.aUser();
    const token = await trust(id);
    const first = await welcome(id, token);
    assert.deepEqual(first, { isFirstSignIn: true, token: undefined });
    assert.equal((await welcome(id, token)).isFirstSignIn, false);
  });

  it('are forgotten after a year, sweeping included', async () => {
    const { id } = await stage.aUser();
    const { token } = (await welcome(id)) as { token: string };
    stage.clock.advance((days(365) - 1) as Duration);
    assert.equal((await welcome(id, token)).token, undefined);
    stage.clock.advance(milliseconds(1));
    assert.ok((await welcome(id, token)).token);
    await devices.purge(stage.databases.primary);
    assert.ok((await welcome(id, token)).token);
    assert.equal((await welcome(id)).isFirstSignIn, false, 'a younger one is still there');
  });

  it('leave the memory of a sign-in when all are too old: the next one is told as that of a new device', async () => {
    const [robin, kim] = [await stage.aUser(), await stage.aUser()];
    const tokens = [(await welcome(robin.id)).token as string, (await welcome(robin.id)).token as string];
    await trust(kim.id);
    stage.clock.advance(days(366));
    await devices.purge(stage.databases.primary);
    assert.equal(await devices.recognise(stage.databases.primary, robin.id, tokens), undefined);
    assert.equal((await welcome(robin.id)).isFirstSignIn, false);
    assert.equal((await welcome(kim.id)).isFirstSignIn, true, 'nobody signed in before');
  });

  it('are remembered up to a hundred a person, the newest', async () => {
    const { id } = await stage.aUser();
    const tokens: string[] = [];
    for (let count = 0; count < 102; count += 1) {
      stage.clock.advance(milliseconds(1));
      tokens.push((await welcome(id)).token as string);
    }
    assert.equal((await welcome(id, tokens[2] as string)).token, undefined);
    assert.ok((await welcome(id, tokens[1] as string)).token);
  });

  it('get a token each when many sign in at once', async () => {
    const { id } = await stage.aUser();
    const welcomed = await inParallel(20, () => welcome(id));
    assert.equal(new Set(welcomed.map(({ token }) => token)).size, 20);
  });

  it('are forgotten all at once, of one account only, and the next one is as new as any after the first', async () => {
    const [robin, kim] = [await stage.aUser(), await stage.aUser()];
    const known = [(await welcome(robin.id)).token as string, await trust(robin.id)];
    const kims = (await welcome(kim.id)).token as string;
    await stage.tx((tx) => devices.forgetAll(tx, robin.id));
    for (const token of known)
      assert.equal(await devices.recognise(stage.databases.primary, robin.id, [token]), undefined);
    assert.ok(await devices.recognise(stage.databases.primary, kim.id, [kims]));
    const next = await welcome(robin.id, ...known);
    assert.equal(next.isFirstSignIn, false);
    assert.ok(next.token && !known.includes(next.token));
  });

  it('leave nothing behind where nobody ever signed in', async () => {
    const { id } = await stage.aUser();
    await trust(id);
    await stage.tx((tx) => devices.forgetAll(tx, id));
    assert.equal((await welcome(id)).isFirstSignIn, true);
  });

  it('are stored by the hash of their token only', async () => {
    const { id } = await stage.aUser();
    const tokens = [(await welcome(id)).token, await trust(id)] as string[];
    const rows = await everythingIn(stage.databases.primary, 'devices');
    assert.ok(rows.includes(id));
    for (const token of tokens) assert.ok(!rows.includes(token));
  });
});
