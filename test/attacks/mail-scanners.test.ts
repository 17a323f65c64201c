import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { countOf } from '#test/support/observe.ts';
import { aPerson, mailedToken, notMeToken, signIn } from '#test/support/people.ts';
import { send } from '#test/support/send.ts';

describe('mail scanners that open every link (V05)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  async function scan(path: string): Promise<void> {
    for (let round = 0; round < 5; round += 1) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await send(testApp, path, {
          method,
          from: `198.51.100.${round}`,
          headers: { accept: 'text/html' },
        });
        assert.equal(answer.statusCode, 200);
        assert.equal(answer.headers['set-cookie'], undefined);
      }
      const foreign = await send(testApp, path.split('?')[0] ?? '', {
        body: new URLSearchParams(path.split('?')[1]),
        headers: { 'sec-fetch-site': 'cross-site' },
      });
      assert.equal(foreign.statusCode, 403);
    }
  }

  it('confirm no address and get no session', async () => {
    const browser = createBrowser(testApp);
    const email = 'scanned@example.org';
    await browser.json('POST', '/sign-up', {
      email,
      password: 'a long enough phrase',
      firstName: 'S',
      lastName: 'S',
    });
    const token = await mailedToken(testApp, email);
    await scan(`/verify-email?token=${token}`);
    assert.equal(await countOf(testApp, 'users'), 0);
    assert.equal(
      (await browser.submit('/verify-email', { token })).headers.location,
      '/sign-in?notice=email_verified',
    );
  });

  it('reset no password and spend no link', async () => {
    const { email, password, browser } = await aPerson(testApp);
    await browser.json('POST', '/forgot-password', { email });
    const token = await mailedToken(testApp, email);
    await scan(`/reset-password?token=${token}`);
    assert.equal((await browser.json('POST', '/sign-in', { email, password })).statusCode, 200);
    assert.equal(
      (await browser.submit('/reset-password', { token, password: 'quite another phrase' })).statusCode,
      303,
    );
  });

  it('shut nobody out by the links in notices, and spend none', async () => {
    const { email, password, browser } = await aPerson(testApp);
    await signIn(createBrowser(testApp), { email, password });
    const token = await notMeToken(testApp, email);
    await scan(`/not-me?token=${token}`);
    assert.equal((await browser.json('GET', '/session')).statusCode, 200);
    assert.equal((await browser.json('POST', '/sign-in', { email, password })).statusCode, 200);
    assert.equal((await browser.submit('/not-me', { token })).headers.location, '/not-me/done');
  });

  it('find a page that asks no other site for anything and hands the token to none', async () => {
    for (const path of ['/reset-password', '/not-me']) {
      const answer = await send(testApp, `${path}?token=x`, { headers: { accept: 'text/html' } });
      assert.equal(answer.statusCode, 400);
      assert.doesNotMatch(answer.body, /(src|href)="(https?:)?\/\//);
      assert.equal(answer.headers['referrer-policy'], 'same-origin');
      assert.equal(answer.headers['cache-control'], 'no-store');
    }
  });
});
