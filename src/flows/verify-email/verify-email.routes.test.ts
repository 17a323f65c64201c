import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { auditOf } from '#test/support/observe.ts';
import { mailedToken } from '#test/support/people.ts';

let count = 0;

describe('confirming an address', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  async function waiting() {
    count += 1;
    const email = `waiting-${count}@example.org`;
    const browser = createBrowser(testApp);
    await browser.json('POST', '/sign-up', {
      email,
      password: 'a long enough phrase',
      firstName: 'W',
      lastName: 'W',
    });
    return { email, browser, token: await mailedToken(testApp, email) };
  }

  it('takes one button in the browser that signed up: 204, its cookie gone, the device known', async () => {
    const { email, browser, token } = await waiting();
    const page = await browser.get(`/verify-email?token=${token}`);
    assert.equal(page.statusCode, 200);
    assert.doesNotMatch(page.body, /type="password"/);
    const answer = await browser.json('POST', '/verify-email', { token });
    assert.equal(answer.statusCode, 204);
    const cookies = [answer.headers['set-cookie']].flat().map(String);
    assert.equal(cookies[0], 'sign_up=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0');
    assert.match(String(cookies[1]), /^device=[\w-]{43}; /);
    assert.deepEqual(await auditOf(testApp, email), ['account_created']);
    assert.equal((await browser.json('GET', '/session')).statusCode, 401, 'confirming signs nobody in');
  });

  it('asks for the password of the sign-up in any other browser', async () => {
    const { token } = await waiting();
    const other = createBrowser(testApp);
    assert.match((await other.get(`/verify-email?token=${token}`)).body, /type="password"/);
    for (const password of [undefined, 'a wrong phrase']) {
      const json = await other.json('POST', '/verify-email', { token, password });
      assert.deepEqual([json.statusCode, json.json().code], [401, 'invalid_credentials']);
      const page = await other.submit('/verify-email', { token, ...(password && { password }) });
      assert.equal(page.statusCode, 401);
      assert.match(page.body, /aria-describedby="[^"]*password-error/);
      assert.ok(!page.body.includes('a wrong phrase') && page.body.includes(token));
    }
    const right = await other.submit('/verify-email', { token, password: 'a long enough phrase' });
    assert.deepEqual([right.statusCode, right.headers.location], [303, '/sign-in?notice=email_verified']);
  });

  it('shows the form again when the password cannot be one, for the link is still good', async () => {
    const { token } = await waiting();
    const other = createBrowser(testApp);
    const page = await other.submit('/verify-email', { token, password: 'a\0b' });
    assert.equal(page.statusCode, 422);
    assert.ok(page.body.includes(token));
    assert.match(page.body, /aria-describedby="[^"]*password-error/);
  });

  it('says one thing about every link that does not work', async () => {
    const { browser, token } = await waiting();
    await browser.json('POST', '/verify-email', { token });
    for (const bad of [token, 'x'.repeat(43), 'x']) {
      assert.equal((await browser.get(`/verify-email?token=${bad}`)).statusCode, 400);
      assert.equal((await browser.submit('/verify-email', { token: bad })).statusCode, 400);
      const json = await browser.json('POST', '/verify-email', { token: bad });
      assert.deepEqual([json.statusCode, json.json().code], [400, 'invalid_token']);
    }
    assert.equal((await browser.get('/verify-email')).statusCode, 400);
  });
});
