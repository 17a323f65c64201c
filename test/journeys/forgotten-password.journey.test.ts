import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { aPerson, mailedToken } from '#test/support/people.ts';

describe('a forgotten password', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  it('is replaced by a mailed link, once, and ends every session', async () => {
    const { email, browser, password } = await aPerson(testApp);
    const elsewhere = createBrowser(testApp);

    const asked = await elsewhere.submit('/forgot-password', { email });
    assert.equal(asked.statusCode, 303);
    const token = await mailedToken(testApp, email);
    const page = await elsewhere.get(`/reset-password?token=${token}`);
    assert.equal(page.statusCode, 200);
    const reset = await elsewhere.submit('/reset-password', { token, password: 'quite another phrase' });
    assert.equal(reset.headers.location, '/sign-in?notice=password_reset');

    assert.equal((await browser.json('GET', '/session')).statusCode, 401);
    assert.equal((await elsewhere.json('POST', '/reset-password', { token, password })).statusCode, 400);
    const old = await elsewhere.json('POST', '/sign-in', { email, password });
    assert.equal(old.statusCode, 401);
    const renewed = await elsewhere.json('POST', '/sign-in', { email, password: 'quite another phrase' });
    assert.equal(renewed.statusCode, 200);
    await testApp.runJobs();
    assert.equal(
      testApp.mailer.sent.findLast(({ to }) => to === email)?.subject,
      'Your password was changed',
    );
  });
});
