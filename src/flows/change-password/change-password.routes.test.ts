import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { auditOf, subjectsTo } from '#test/support/observe.ts';
import { aPerson } from '#test/support/people.ts';

const newPassword = 'quite another phrase';

describe('changing the password', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  it('is 204 with a new session token, one record and one mail', async () => {
    const { browser, email, password } = await aPerson(testApp);
    const answer = await browser.json('POST', '/account/password', {
      currentPassword: password,
      newPassword,
    });
    assert.deepEqual([answer.statusCode, answer.body], [204, '']);
    assert.match(
      String(answer.headers['set-cookie']),
      /^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    await testApp.runJobs();
    assert.deepEqual(subjectsTo(testApp, email).slice(1), ['Your password was changed']);
    assert.equal((await auditOf(testApp, email)).filter((type) => type === 'password_changed').length, 1);
  });

  it('hands a bearer client its new token', async () => {
    const person = await aPerson(testApp, { isSignedIn: false });
    const client = createBrowser(testApp);
    const { token } = (await client.json('POST', '/sign-in', { ...person, transport: 'bearer' })).json();
    const change = { currentPassword: person.password, newPassword };
    const answer = await client.json('POST', '/account/password', change, {
      authorization: `Bearer ${token}`,
    });
    assert.equal(answer.statusCode, 200);
    assert.match(answer.json().token, /^[\w-]{43}$/);
    assert.equal(answer.headers['set-cookie'], undefined);
  });

  it('refuses a wrong current password with 401 and a bad new one with 422, changing nothing', async () => {
    const { browser, email, password } = await aPerson(testApp);
    const wrong = await browser.json('POST', '/account/password', { currentPassword: 'not it', newPassword });
    assert.deepEqual([wrong.statusCode, wrong.json().code], [401, 'invalid_credentials']);
    const weak = await browser.json('POST', '/account/password', {
      currentPassword: password,
      newPassword: 'password123',
    });
    assert.deepEqual(
      [weak.statusCode, weak.json().errors[0].field, weak.json().errors[0].code],
      [422, 'newPassword', 'password_too_common'],
    );
    const page = await browser.submit('/account/password', {
      currentPassword: 'not the secret',
      newPassword: 'neither is this',
    });
    assert.equal(page.statusCode, 401);
    assert.match(page.body, /id="currentPassword"[^>]*aria-describedby="[^"]*currentPassword-error/s);
    assert.ok(!/not the secret|neither is this/.test(page.body));
    await testApp.runJobs();
    assert.equal(subjectsTo(testApp, email).length, 1);
    assert.equal((await browser.json('POST', '/sign-in', { email, password })).statusCode, 200);
  });

  it('refuses the current password as the new one, however it is composed, changing nothing', async () => {
    const { browser, email } = await aPerson(testApp, { password: 'caf\u00e9 au lait demain' });
    const change = { currentPassword: 'caf\u00e9 au lait demain', newPassword: 'cafe\u0301 au lait demain' };
    const answer = await browser.json('POST', '/account/password', change);
    assert.deepEqual(
      [answer.statusCode, answer.json().errors[0].field, answer.json().errors[0].code],
      [422, 'newPassword', 'password_unchanged'],
    );
    const page = await browser.submit('/account/password', change);
    assert.equal(page.statusCode, 422);
    assert.match(page.body, /This is your current password/);
    assert.equal((await auditOf(testApp, email)).includes('password_changed'), false);
  });

  it('says of a wrong current password only that it is wrong, whatever the new one is', async () => {
    const { browser } = await aPerson(testApp);
    for (const newPassword of ['not it at all', 'password123', 'short', 'quite another phrase']) {
      const change = { currentPassword: 'not it at all', newPassword };
      const answer = await browser.json('POST', '/account/password', change);
      assert.deepEqual([answer.statusCode, answer.json().code], [401, 'invalid_credentials'], newPassword);
    }
  });
});
