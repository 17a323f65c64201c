import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { sha1Of, startBreachService, type TestBreachService } from '#test/support/breach-service.ts';
import { createBrowser } from '#test/support/browser.ts';
import { aPerson, mailedToken, signIn } from '#test/support/people.ts';

/** What a client may do in an hour. */
const SIGN_UPS = 20;

describe('a breached-password service that listens (P06)', () => {
  let testApp: TestApp;
  let outside: TestBreachService;
  before(async () => {
    outside = await startBreachService();
    const environment = { BREACHED_PASSWORDS_URL: outside.url, TRUSTED_PROXIES: '127.0.0.1' };
    testApp = await buildTestApp({ environment });
  });
  after(async () => {
    await testApp.close();
    await outside.close();
  });

  it('learns five digits of a hash of each new password, and nothing about anybody', async () => {
    const passwords = ['gravel lantern ostrich', 'harbour violet engine', 'tulip canyon orbit'] as const;
    const [first, changed, reset] = passwords;
    const person = await aPerson(testApp, { password: first });
    const change = { currentPassword: first, newPassword: changed };
    assert.equal((await person.browser.json('POST', '/account/password', change)).statusCode, 204);
    await person.browser.json('POST', '/forgot-password', { email: person.email });
    const token = await mailedToken(testApp, person.email);
    const answer = await person.browser.json('POST', '/reset-password', { token, password: reset });
    assert.equal(answer.statusCode, 204);

    assert.deepEqual(
      outside.asked.map((request) => request.split('\n')[0]),
      passwords.map((password) => `GET /a-secret-key/range/${sha1Of(password).slice(0, 5)}`),
    );
    const heard = outside.asked.join('\n').toUpperCase();
    const { email, firstName, lastName } = person;
    const hashes = passwords.flatMap((password) => [sha1Of(password).slice(0, 6), sha1Of(password).slice(5)]);
    for (const hidden of [...passwords, ...hashes, email, firstName, lastName, token]) {
      assert.ok(!heard.includes(hidden.toUpperCase()), hidden);
    }
  });

  it('is not asked when somebody signs in, nor about what is refused anyway', async () => {
    const person = await aPerson(testApp, { password: 'quarry bramble sonnet' });
    outside.asked.length = 0;
    await signIn(person.browser, person);
    const change = (newPassword: string, currentPassword = person.password) =>
      person.browser.json('POST', '/account/password', { currentPassword, newPassword });
    const statuses = [
      (await change('short')).statusCode,
      (await change('password123')).statusCode,
      (await change(person.password)).statusCode,
      (await change('marble thistle canoe', 'not the current one')).statusCode,
    ];
    assert.deepEqual(statuses, [422, 422, 422, 401]);
    const reset = { token: 'x'.repeat(43), password: 'marble thistle canoe' };
    assert.equal((await person.browser.json('POST', '/reset-password', reset)).statusCode, 400);
    assert.deepEqual(outside.asked, []);
  });

  it('is asked alike about a known and an unknown address', async () => {
    const known = await aPerson(testApp, { isSignedIn: false });
    for (const email of [known.email, 'nobody-yet@example.org']) {
      outside.asked.length = 0;
      const wishes = { email, password: 'marble thistle canoe', firstName: 'New', lastName: 'Comer' };
      assert.equal((await known.browser.json('POST', '/sign-up', wishes)).statusCode, 202);
      assert.equal(outside.asked.length, 1, email);
    }
  });

  it('is asked by one client no oftener than it may sign up', async () => {
    const robot = createBrowser(testApp, { 'x-forwarded-for': '198.51.100.7' });
    outside.asked.length = 0;
    outside.leak('marble thistle canoe');
    const statuses: number[] = [];
    for (let tries = 0; tries < 2 * SIGN_UPS; tries += 1) {
      const wishes = { email: `robot-${tries}@example.org`, firstName: 'New', lastName: 'Comer' };
      const answer = await robot.json('POST', '/sign-up', { ...wishes, password: 'marble thistle canoe' });
      statuses.push(answer.statusCode);
    }
    const expected = [...Array(SIGN_UPS).fill(422), ...Array(SIGN_UPS).fill(429)];
    assert.deepEqual(statuses, expected);
    assert.equal(outside.asked.length, SIGN_UPS);
  });

  it('shows neither password nor digits in our log, nor the key in its address', async () => {
    const password = 'gravel lantern ostrich';
    outside.misbehave = (_request, response) => response.writeHead(500).end();
    testApp.allowLog('the breached-password service gave no answer');
    await aPerson(testApp, { password });
    const log = JSON.stringify(testApp.logLines);
    assert.ok(log.includes('status 500'));
    for (const hidden of [password, sha1Of(password).slice(0, 5), 'a-secret-key']) {
      assert.ok(!log.includes(hidden), hidden);
    }
  });
});
