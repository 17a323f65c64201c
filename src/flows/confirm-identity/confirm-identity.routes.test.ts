import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { minutes } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { auditOf } from '#test/support/observe.ts';
import { aPerson, nextCode } from '#test/support/people.ts';

describe('confirming who one is', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  it('renews the proof and the token, and keeps the session', async () => {
    const { browser, password, email } = await aPerson(testApp);
    const before = (await browser.json('GET', '/session')).json().session;
    testApp.clock.advance(minutes(5));
    const answer = await browser.json('POST', '/confirm-identity', { password });
    assert.deepEqual([answer.statusCode, answer.body], [204, '']);
    assert.match(
      String(answer.headers['set-cookie']),
      /^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const after = (await browser.json('GET', '/session')).json().session;
    assert.deepEqual({ ...after, authenticatedAt: '' }, { ...before, authenticatedAt: '' });
    assert.equal(Date.parse(after.authenticatedAt) - Date.parse(before.authenticatedAt), 300_000);
    assert.equal((await auditOf(testApp, email)).filter((type) => type === 'identity_confirmed').length, 1);
  });

  it('answers a bearer client with its new token', async () => {
    const person = await aPerson(testApp, { isSignedIn: false });
    const client = createBrowser(testApp);
    const { token } = (await client.json('POST', '/sign-in', { ...person, transport: 'bearer' })).json();
    const answer = await client.json(
      'POST',
      '/confirm-identity',
      { password: person.password },
      { authorization: `Bearer ${token}` },
    );
    assert.equal(answer.statusCode, 200);
    assert.deepEqual(Object.keys(answer.json()), ['token']);
    assert.equal(answer.headers['set-cookie'], undefined);
    const session = await client.json('GET', '/session', undefined, {
      authorization: `Bearer ${answer.json().token}`,
    });
    assert.equal(session.statusCode, 200);
  });

  it('asks for the password, or for a code while a second factor is on', async () => {
    const plain = await aPerson(testApp);
    const guarded = await aPerson(testApp, { hasTotp: true });
    assert.match((await plain.browser.get('/confirm-identity')).body, /name="password"/);
    const page = await guarded.browser.get('/confirm-identity?returnTo=/account/second-factor');
    assert.doesNotMatch(page.body, /name="password"/);
    assert.match(page.body, /name="code"/);
    const wrong = await guarded.browser.json('POST', '/confirm-identity', { code: '000000' });
    assert.deepEqual([wrong.statusCode, wrong.json().code], [401, 'invalid_code']);
    const code = nextCode(testApp, guarded.totp?.secret ?? '');
    assert.equal((await guarded.browser.json('POST', '/confirm-identity', { code })).statusCode, 204);
    const recovery = guarded.totp?.recoveryCodes[0];
    assert.equal(
      (await guarded.browser.json('POST', '/confirm-identity', { code: recovery })).statusCode,
      204,
    );
  });

  it('shows the form again with 401 and keeps where one was going, but not the password', async () => {
    const { browser, email } = await aPerson(testApp);
    const fields = { password: 'a wrong secret', returnTo: '/account/password' };
    const page = await browser.submit('/confirm-identity', fields);
    assert.equal(page.statusCode, 401);
    assert.match(page.body, /name="returnTo" value="\/account\/password"/);
    assert.match(page.body, /aria-describedby="[^"]*password-error/);
    assert.ok(!page.body.includes('a wrong secret'));
    const json = await browser.json('POST', '/confirm-identity', fields);
    assert.deepEqual([json.statusCode, json.json().code], [401, 'invalid_credentials']);
    assert.equal((await auditOf(testApp, email)).filter((type) => type === 'identity_rejected').length, 2);
    const empty = await browser.json('POST', '/confirm-identity', {});
    assert.deepEqual([empty.statusCode, empty.json().errors[0].field], [422, 'password']);
  });
});
