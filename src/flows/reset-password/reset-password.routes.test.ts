import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { auditOf, subjectsTo } from '#test/support/observe.ts';
import { aPerson, mailedToken } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

describe('a forgotten password', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  it('is asked about with 202 or 303, and only an address is taken for one', async () => {
    const browser = createBrowser(testApp);
    const asked = await browser.json('POST', '/forgot-password', { email: 'nobody@example.org' });
    assert.deepEqual([asked.statusCode, asked.json()], [202, { status: 'reset_link_sent' }]);
    const form = await browser.submit('/forgot-password', { email: 'nobody@example.org' });
    assert.deepEqual([form.statusCode, form.headers.location], [303, '/forgot-password/sent']);
    assert.equal((await browser.get('/forgot-password/sent')).statusCode, 200);
    const wrong = await browser.submit('/forgot-password', { email: 'nobody at home' });
    assert.equal(wrong.statusCode, 422);
    assert.match(wrong.body, /value="nobody at home"/);
    assert.match(wrong.body, /aria-describedby="[^"]*email-error/);
    await testApp.runJobs();
    assert.deepEqual(testApp.mailer.sent, []);
  });

  it('is replaced without signing in: 204, no session cookie, the device known, one record, one notice', async () => {
    const { email, browser } = await aPerson(testApp);
    await browser.json('POST', '/forgot-password', { email });
    const token = await mailedToken(testApp, email);
    const answer = await createBrowser(testApp).json('POST', '/reset-password', {
      token,
      password: 'quite another phrase',
    });
    assert.deepEqual([answer.statusCode, answer.body], [204, '']);
    assert.match(
      String(answer.headers['set-cookie']),
      /^device=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=31536000$/,
    );
    await testApp.runJobs();
    assert.equal(subjectsTo(testApp, email).at(-1), 'Your password was changed');
    const events = (await auditOf(testApp, email)).filter((type) => type.startsWith('password'));
    assert.deepEqual(events.sort(), ['password_reset', 'password_reset_requested']);
  });

  it('shows the form again with 422 and without the password, the link still good', async () => {
    const { email, browser } = await aPerson(testApp);
    await browser.json('POST', '/forgot-password', { email });
    const token = await mailedToken(testApp, email);
    assert.match((await browser.get(`/reset-password?token=${token}`)).body, /autocomplete="new-password"/);
    const page = await browser.submit('/reset-password', { token, password: 'password123' });
    assert.equal(page.statusCode, 422);
    assert.ok(!page.body.includes('password123') && page.body.includes(token));
    assert.match(page.body, /aria-describedby="[^"]*password-error/);
    const json = await browser.json('POST', '/reset-password', { token, password: 'short' });
    assert.equal(json.json().errors[0].code, 'password_too_short');
    assert.equal(
      (await browser.submit('/reset-password', { token, password: 'a good new phrase' })).statusCode,
      303,
    );
    const spent = await browser.submit('/reset-password', { token, password: 'a good new phrase' });
    assert.deepEqual([spent.statusCode, spent.headers['set-cookie']], [400, undefined]);
  });
});
