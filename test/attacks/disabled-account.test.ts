import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { hashToken } from '#platform/hashing.ts';
import { createBrowser } from '#test/support/browser.ts';
import { assertCannotSignIn, assertOut, everythingOf, type Holdings } from '#test/support/holdings.ts';
import { rows, subjectsTo } from '#test/support/observe.ts';
import { buildOperatedApp, type OperatedApp } from '#test/support/operator.ts';
import { aPerson, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { type KnownRoute, withRoutes } from '#test/support/routes.ts';
import { send } from '#test/support/send.ts';

describe('whoever holds something of an account that an operator acted on (S06)', () => {
  let testApp: OperatedApp;
  let guarded: KnownRoute[];
  before(async () => {
    const { built, routes } = await withRoutes(() => buildOperatedApp({ environment: ROOMY }));
    testApp = built;
    guarded = routes.filter(({ access }) => access === 'session' || access === 'fresh_session');
    assert.ok(guarded.length > 30, 'the route table was read');
  });
  after(() => testApp.close());

  it('is nobody at every door, once and for all, when the account is disabled', async () => {
    const held = await everythingOf(testApp, await aPerson(testApp, { hasTotp: true }));
    await command('disable', held);
    await assertOut(testApp, guarded, held);
    await assertCannotSignIn(testApp, held.person);
    // Nothing of before comes back to life with the account.
    await command('enable', held);
    await assertOut(testApp, guarded, held);
    assert.equal((await signIn(createBrowser(testApp), held.person)).status, 'second_factor_required');
  });

  it('is nobody at every door at once where the mark was set by hand, and once and for all when an operator enables', async () => {
    const held = await everythingOf(testApp, await aPerson(testApp, { hasTotp: true }));
    await rows(testApp, sql`UPDATE users SET disabled_at = now() WHERE email = ${held.person.email}`);
    await assertOut(testApp, guarded, held);
    await assertCannotSignIn(testApp, held.person);
    await command('enable', held);
    await assertOut(testApp, guarded, held);
  });

  it('is nobody at every door when sessions are ended', async () => {
    const held = await everythingOf(testApp, await aPerson(testApp, { hasTotp: true }));
    await command('end-sessions', held);
    await assertOut(testApp, guarded, held);
  });

  it('is nobody at every door when the second factor is removed', async () => {
    const held = await everythingOf(testApp, await aPerson(testApp, { hasTotp: true }));
    await command('remove-second-factor', held);
    await assertOut(testApp, guarded, held);
    assert.equal((await signIn(createBrowser(testApp), held.person)).status, 'signed_in');
  });

  it('gets no link mailed and no account made while the account is disabled', async () => {
    const owner = await aPerson(testApp, { isSignedIn: false });
    const { email, password } = owner;
    await send(testApp, '/api/v1/sign-up', {
      body: { email, password, firstName: 'Robin', lastName: 'Example' },
    });
    await testApp.operator.run('/users/disable', { user: email });
    const mailed = async () => {
      await testApp.runJobs();
      return subjectsTo(testApp, email).length;
    };
    const before = await mailed();
    assert.equal((await send(testApp, '/api/v1/forgot-password', { body: { email } })).statusCode, 202);
    assert.equal(await mailed(), before);

    // A verification link for the address: none is mailed where there is an account, so one is made up here.
    const token = 't'.repeat(43);
    await rows(testApp, sql`UPDATE sign_ups SET token_hash = ${hashToken(token)} WHERE email = ${email}`);
    const verified = await send(testApp, '/api/v1/verify-email', { body: { token, password } });
    assert.deepEqual([verified.statusCode, verified.json().code], [400, 'invalid_token']);
    await assertCannotSignIn(testApp, owner);
  });

  async function command(name: string, { person }: Holdings): Promise<void> {
    const answer = await testApp.operator.run(`/users/${name}`, { user: person.email });
    assert.deepEqual([answer.statusCode, answer.json().changed], [200, true]);
  }
});
