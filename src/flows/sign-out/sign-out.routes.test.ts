import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { auditOf } from '#test/support/observe.ts';
import { aPerson } from '#test/support/people.ts';

describe('signing out', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  it('is 204 or 303 and clears the session cookie, and that one only', async () => {
    const cleared = 'session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0';
    const { browser } = await aPerson(testApp);
    const json = await browser.json('POST', '/sign-out');
    assert.deepEqual([json.statusCode, json.body, json.headers['set-cookie']], [204, '', cleared]);
    const other = await aPerson(testApp);
    const form = await other.browser.submit('/sign-out');
    assert.deepEqual(
      [form.statusCode, form.headers.location, form.headers['set-cookie']],
      [303, '/sign-in?notice=signed_out', cleared],
    );
    assert.match((await other.browser.get('/sign-in?notice=signed_out')).body, /You are signed out/);
    assert.ok(other.browser.cookies.has('device'));
    assert.equal((await auditOf(testApp, other.email)).filter((type) => type === 'signed_out').length, 1);
  });

  it('ends the session of a bearer client without a cookie', async () => {
    const person = await aPerson(testApp, { isSignedIn: false });
    const client = createBrowser(testApp);
    const { token } = (await client.json('POST', '/sign-in', { ...person, transport: 'bearer' })).json();
    const headers = { authorization: `Bearer ${token}` };
    const answer = await client.json('POST', '/sign-out', undefined, headers);
    assert.deepEqual([answer.statusCode, answer.headers['set-cookie']], [204, undefined]);
    assert.equal((await client.json('GET', '/session', undefined, headers)).statusCode, 401);
  });

  it('twice is 401 and 303, and clears nothing', async () => {
    const { browser } = await aPerson(testApp);
    const token = browser.cookies.get('session') ?? '';
    await browser.json('POST', '/sign-out');
    browser.cookies.set('session', token);
    const json = await browser.json('POST', '/sign-out');
    const form = await browser.submit('/sign-out');
    assert.deepEqual([json.statusCode, json.headers['set-cookie']], [401, undefined]);
    assert.deepEqual(
      [form.headers.location, form.headers['set-cookie']],
      ['/sign-in?returnTo=%2Fdashboard', undefined],
    );
  });
});
