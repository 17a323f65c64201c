import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Duration, hours, milliseconds } from '#platform/duration.ts';
import { describeOnEveryDatabase, emailOf, everythingIn, inParallel } from '#test/support/every-database.ts';
import { createSignUps, type SignUp } from './sign-ups.ts';

describeOnEveryDatabase('sign-ups', (stage) => {
  const signUps = createSignUps(stage);
  const wish = (address: string, changes: Partial<SignUp> = {}): Omit<SignUp, 'id'> => ({
    email: emailOf(address),
    passwordHash: '$argon2id$hash',
    firstName: 'Robin',
    lastName: 'Example',
    country: undefined,
    dateOfBirth: undefined,
    wantsSecondFactor: false,
    language: 'en',
    ...changes,
  });
  const start = (address: string, changes?: Partial<SignUp>) =>
    stage.tx((tx) => signUps.start(tx, wish(address, changes)));
  const complete = (token: string) => stage.tx((tx) => signUps.complete(tx, token));
  const find = (token: string, browserToken?: string) =>
    signUps.findByToken(stage.databases.primary, token, browserToken);

  it('wait with everything that was typed', async () => {
    const typed = {
      country: 'IE',
      dateOfBirth: '1999-12-31',
      wantsSecondFactor: true,
      language: 'de',
      firstName: 'Róbin 🦊',
    } as const;
    const { token, browserToken } = await start('Waits@Example.org', typed);
    const found = await find(token);
    assert.deepEqual(found?.signUp, { ...wish('Waits@Example.org', typed), id: found?.signUp.id });
    assert.deepEqual(await signUps.findByBrowser(stage.databases.primary, browserToken), found?.signUp);
  });

  it('know the browser they were started in, and no other', async () => {
    const mine = await start('mine@example.org');
    const other = await start('mine@example.org');
    assert.equal((await find(mine.token, mine.browserToken))?.startedHere, true);
    assert.equal((await find(mine.token, other.browserToken))?.startedHere, false);
    assert.equal((await find(mine.token))?.startedHere, false);
    assert.equal(await find(mine.browserToken), undefined, 'the browser’s token proves no address');
    assert.equal(await signUps.findByBrowser(stage.databases.primary, mine.token), undefined);
  });

  it('are completed once of twenty tries at the same moment', async () => {
    const { token } = await start('once@example.org');
    const completed = await inParallel(20, () => complete(token));
    assert.equal(completed.filter(Boolean).length, 1);
    assert.equal(await find(token), undefined);
  });

  it('take all others of the same address with them when one is completed', async () => {
    const stranger = await start('Shared@example.org', { firstName: 'Stranger' });
    const owner = await start('shared@example.org', { firstName: 'Owner' });
    const neighbour = await start('shared+x@example.org');
    assert.equal((await complete(owner.token))?.firstName, 'Owner');
    assert.equal(await complete(stranger.token), undefined);
    assert.ok(await find(neighbour.token));
  });

  it('are over after a day', async () => {
    const { token, browserToken } = await start('late@example.org');
    stage.clock.advance((hours(24) - 1) as Duration);
    assert.ok(await find(token));
    stage.clock.advance(milliseconds(1));
    assert.equal(await find(token), undefined);
    assert.equal(await signUps.findByBrowser(stage.databases.primary, browserToken), undefined);
    assert.equal(await complete(token), undefined);
  });

  it('get another token for another mail, and the former one stops working', async () => {
    const { token } = await start('again@example.org');
    const signUp = (await find(token))?.signUp as SignUp;
    const renewed = (await stage.tx((tx) => signUps.renewToken(tx, signUp))) as string;
    assert.equal(await complete(token), undefined);
    assert.equal((await complete(renewed))?.id, signUp.id);
    assert.equal(await stage.tx((tx) => signUps.renewToken(tx, signUp)), undefined, 'completed meanwhile');
  });

  it('keep hashes of their tokens only', async () => {
    const { token, browserToken } = await start('hashed@example.org');
    const rows = await everythingIn(stage.databases.primary, 'sign_ups');
    assert.ok(rows.includes('hashed@example.org'));
    assert.ok(!rows.includes(token) && !rows.includes(browserToken));
  });

  it('are swept away once they are over, and not before', async () => {
    const { token } = await start('old@example.org');
    stage.clock.advance(hours(23));
    const { token: young } = await start('young@example.org');
    stage.clock.advance(hours(1));
    await signUps.purge(stage.databases.primary);
    const rows = await everythingIn(stage.databases.primary, 'sign_ups');
    assert.ok(!rows.includes('old@example.org'));
    assert.ok(await find(young));
    assert.equal(await find(token), undefined);
  });
});
