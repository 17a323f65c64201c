import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { seconds } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { verifications } from '#test/support/observe.ts';
import { aPerson, mailedToken } from '#test/support/people.ts';
import { send } from '#test/support/send.ts';

describe('keeping somebody out by failing for them (R09)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  /** Minutes of the set clock, ten tries a second from as many addresses, most of them while a wait lasts. */
  async function attack(
    email: string,
    meanwhile: (minute: number) => Promise<void>,
    minutes = 10,
  ): Promise<void> {
    for (let second = 1; second <= minutes * 60; second += 1) {
      await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          send(testApp, '/api/v1/sign-in', {
            body: { email, password: 'a wrong guess' },
            from: `198.51.100.${(10 * second + index) % 250}`,
          }),
        ),
      );
      testApp.clock.advance(seconds(1));
      if (second % 60 === 0) await meanwhile(second / 60);
    }
  }

  it('does not keep out a browser that signed in before, nor a new one that completed a reset', async () => {
    const { email, browser: known, ...person } = await aPerson(testApp);
    const fresh = createBrowser(testApp);
    let { password } = person;
    const before = await verifications(testApp);
    await attack(email, async (minute) => {
      if (minute === 3) {
        assert.equal((await fresh.json('POST', '/sign-in', { email, password })).statusCode, 429);
        await fresh.json('POST', '/forgot-password', { email });
        const token = await mailedToken(testApp, email);
        password = 'a phrase after the storm';
        assert.equal((await fresh.json('POST', '/reset-password', { token, password })).statusCode, 204);
      }
      for (const browser of minute < 3 ? [known] : [known, fresh]) {
        const answer = await browser.json('POST', '/sign-in', { email, password });
        assert.equal(answer.statusCode, 200, `minute ${minute}: ${answer.body}`);
      }
    });
    const own = 10 + 8;
    // Five are free; of the waits, which double from a second on, nine end within ten minutes.
    assert.equal((await verifications(testApp)) - before - own, 5 + 9);
    const stranger = await createBrowser(testApp).json('POST', '/sign-in', { email, password });
    assert.equal(stranger.statusCode, 429, 'the attack itself is held up');
    assert.ok(Number(stranger.headers['retry-after']) <= 15 * 60, 'and nobody waits longer than the cap');
  });

  it('does not keep an app that sends its device token from confirming and changing the password', async () => {
    const { email, password } = await aPerson(testApp, { isSignedIn: false });
    const app = createBrowser(testApp);
    const signedIn = await app.json('POST', '/sign-in', { email, password, transport: 'bearer' });
    const { token, deviceToken } = signedIn.json();
    await attack(email, async () => {}, 1);
    const bearer = (held: string) => ({ authorization: `Bearer ${held}` });
    const confirmed = await app.json('POST', '/confirm-identity', { password, deviceToken }, bearer(token));
    assert.equal(confirmed.statusCode, 200, confirmed.body);
    const change = { currentPassword: password, newPassword: 'another phrase of mine', deviceToken };
    const changed = await app.json('POST', '/account/password', change, bearer(confirmed.json().token));
    assert.equal(changed.statusCode, 200, changed.body);
  });

  it('does not give a thief of a device cookie more than its own budget', async () => {
    const { email, password, browser } = await aPerson(testApp);
    const thief = createBrowser(testApp);
    thief.cookies.set('device', browser.cookies.get('device') ?? '');
    const statuses: number[] = [];
    for (let tries = 0; tries < 14; tries += 1)
      statuses.push((await thief.json('POST', '/sign-in', { email, password: `guess ${tries}` })).statusCode);
    assert.equal(statuses.filter((status) => status === 401).length, 10);
    assert.equal((await browser.json('GET', '/session')).statusCode, 200);
    assert.equal(
      (await createBrowser(testApp).json('POST', '/sign-in', { email, password })).statusCode,
      200,
    );
  });

  it('takes a device of another account, or a made-up one, for a stranger', async () => {
    const victim = await aPerson(testApp);
    const other = await aPerson(testApp);
    for (const device of [other.browser.cookies.get('device') ?? '', 'x'.repeat(43)]) {
      const thief = createBrowser(testApp);
      const { email } = victim;
      for (let tries = 0; tries < 8; tries += 1) {
        thief.cookies.set('device', device);
        await thief.json('POST', '/sign-in', { email, password: 'a wrong guess' });
      }
      const answer = await thief.json('POST', '/sign-in', { email, password: 'a wrong guess' });
      assert.equal(answer.statusCode, 429);
    }
  });
});
