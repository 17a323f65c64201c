import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { rows, subjectsTo } from '#test/support/observe.ts';
import { aPerson, mailedToken, nextCode } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

describe('getting around the second factor (M08)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  it('is not possible by resetting the password: it signs nobody in and the code is still asked for', async () => {
    const person = await aPerson(testApp, { hasTotp: true });
    const stranger = createBrowser(testApp);
    await stranger.json('POST', '/forgot-password', { email: person.email });
    const token = await mailedToken(testApp, person.email);
    const password = 'a phrase of somebody else';
    const reset = await stranger.json('POST', '/reset-password', { token, password });
    assert.equal(reset.statusCode, 204);
    assert.equal(stranger.cookies.has('session') || stranger.cookies.has('pending'), false);
    assert.equal((await stranger.json('GET', '/session')).statusCode, 401);

    const signedIn = await stranger.json('POST', '/sign-in', { email: person.email, password });
    assert.equal(signedIn.json().status, 'second_factor_required');
    const code = nextCode(testApp, person.totp?.secret ?? '');
    assert.equal((await stranger.json('POST', '/sign-in/second-factor', { code })).statusCode, 200);
  });

  it('is not possible by signing the address up again', async () => {
    const person = await aPerson(testApp, { hasTotp: true, isSignedIn: false });
    const stranger = createBrowser(testApp);
    const again = { ...person, password: 'a phrase of somebody else', browser: undefined, totp: undefined };
    assert.equal((await stranger.json('POST', '/sign-up', again)).statusCode, 202);
    await testApp.runJobs();
    assert.ok(subjectsTo(testApp, person.email).includes('You already have an account'));
    const tried = await stranger.json('POST', '/sign-in', again);
    assert.equal(tried.statusCode, 401);
    const owner = await stranger.json('POST', '/sign-in', person);
    assert.equal(owner.json().status, 'second_factor_required');
  });

  it('is not possible by a sign-up that waited since before the account had one', async () => {
    const early = createBrowser(testApp);
    const email = 'early@example.org';
    const profile = { email, firstName: 'E', lastName: 'E' };
    await early.json('POST', '/sign-up', { ...profile, password: 'the first phrase' });
    const first = await mailedToken(testApp, email);
    await early.json('POST', '/sign-up', { ...profile, password: 'the second phrase' });
    const second = await mailedToken(testApp, email);
    assert.equal((await early.json('POST', '/verify-email', { token: second })).statusCode, 204);
    const late = await early.json('POST', '/verify-email', { token: first, password: 'the first phrase' });
    assert.deepEqual([late.statusCode, late.json().code], [400, 'invalid_token']);
  });

  it('is not possible by a sign-up that came to wait while the account was being made', async () => {
    const { email } = await aPerson(testApp, { hasTotp: true });
    const [early, waiting, password] = [createBrowser(testApp), 'waiting@example.org', 'the first phrase'];
    await early.json('POST', '/sign-up', { email: waiting, firstName: 'E', lastName: 'E', password });
    const token = await mailedToken(testApp, waiting);
    await rows(
      testApp,
      sql`UPDATE sign_ups SET email = ${email}, email_canonical = ${email} WHERE email = ${waiting}`,
    );
    const late = await early.json('POST', '/verify-email', { token, password });
    assert.equal(late.statusCode, 400);
    assert.equal((await early.json('POST', '/sign-in', { email, password })).statusCode, 401);
  });

  it('is not possible through the profile', async () => {
    const { browser } = await aPerson(testApp, { hasTotp: true });
    const fields = { secondFactor: false, totp: false, email: 'thief@example.org' };
    await browser.json('PATCH', '/account/profile', fields);
    await browser.submit('/account/profile', {
      firstName: 'X',
      lastName: 'Y',
      totp: '',
      email: 'thief@example.org',
    });
    const { user } = (await browser.json('GET', '/session')).json();
    assert.equal(user.secondFactor, true);
    assert.notEqual(user.email, 'thief@example.org');
  });
});
