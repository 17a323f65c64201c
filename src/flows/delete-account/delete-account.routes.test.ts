import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { subjectsTo } from '#test/support/observe.ts';
import { aPerson } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

describe('deleting the account', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  const cleared = 'session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0';

  it('says what goes and what remains, and asks for the address', async () => {
    const { browser } = await aPerson(testApp);
    const { statusCode, body } = await browser.get('/account/delete');
    assert.equal(statusCode, 200);
    assert.match(body, /cannot be undone.*second factor.*stays in the log.*href="\/account\/export"/s);
    assert.match(body, /<form method="post" action="\/account\/delete"/);
    assert.match(body, /<label for="email"/);
  });

  it('is done by typing it, in whatever spelling, and says goodbye on a page and by mail', async () => {
    const { browser, email } = await aPerson(testApp);
    const answer = await browser.submit('/account/delete', { email: ` ${email.toUpperCase()}` });
    assert.deepEqual(
      [answer.statusCode, answer.headers.location, answer.headers['set-cookie']],
      [303, '/account/deleted', cleared],
    );
    const goodbye = await browser.get('/account/deleted');
    assert.match(goodbye.body, /Your account is deleted.*href="\/sign-up"/s);
    await testApp.runJobs();
    assert.equal(subjectsTo(testApp, email).at(-1), 'Your account was deleted');
    const { text = '' } = testApp.mailer.sent.at(-1) ?? {};
    assert.match(text, /When: 15 Jan 2030, .* UTC\. From: .*, address 127\.0\.0\.1\./);
    assert.doesNotMatch(text, /token=/);
  });

  it('is shown again with what was typed when that is another address', async () => {
    const { browser } = await aPerson(testApp);
    const { statusCode, body } = await browser.submit('/account/delete', { email: 'mistyped@example.org' });
    assert.equal(statusCode, 422);
    assert.match(body, /value="mistyped@example\.org"/);
    assert.match(body, /This is not the address of your account/);
  });

  it('is 204 in the API; a bearer client gets no cookie', async () => {
    const { browser } = await aPerson(testApp);
    const answer = await browser.json('DELETE', '/account');
    assert.deepEqual([answer.statusCode, answer.body, answer.headers['set-cookie']], [204, '', cleared]);

    const person = await aPerson(testApp, { isSignedIn: false });
    const app = createBrowser(testApp);
    const { token } = (await app.json('POST', '/sign-in', { ...person, transport: 'bearer' })).json();
    const authorization = { authorization: `Bearer ${token}` };
    const deleted = await app.json('DELETE', '/account', undefined, authorization);
    assert.deepEqual([deleted.statusCode, deleted.headers['set-cookie']], [204, undefined]);
    assert.equal((await app.json('GET', '/session', undefined, authorization)).statusCode, 401);
  });

  it('takes no mail with it that is not of this address, and sends none that still waited', async () => {
    const { browser, email } = await aPerson(testApp);
    const other = await aPerson(testApp);
    await createBrowser(testApp).json('POST', '/sign-in', other);
    await createBrowser(testApp).json('POST', '/sign-in', { ...other, email, password: other.password });
    await browser.json('POST', '/account/totp');
    await browser.json('POST', '/account/password', { currentPassword: 'x', newPassword: 'y' });
    const before = subjectsTo(testApp, email).length;
    const elsewhere = createBrowser(testApp, { 'user-agent': 'another' });
    await elsewhere.json('POST', '/sign-up', { ...other, email, password: 'a phrase for a sign-up' });
    await browser.json('DELETE', '/account');
    await testApp.runJobs();
    assert.deepEqual(subjectsTo(testApp, email).slice(before), ['Your account was deleted']);
    assert.equal(subjectsTo(testApp, other.email).at(-1), 'New device signed in');
  });
});
