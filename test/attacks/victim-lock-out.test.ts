import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { seconds } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { aPerson, mailedToken } from '#test/support/people.ts';
import { send } from '#test/support/send.ts';

describe('keeping somebody out by failing for them (R09)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  /** Ten minutes, a try from another address every ten seconds of the set clock, each while waits last. */
  async function attack(email: string, meanwhile: (minute: number) => Promise<void>): Promise<void> {
    for (let step = 0; step < 60; step += 1) {
      for (let parallel = 0; parallel < 3; parallel += 1)
        await send(testApp, '/api/v1/sign-in', {
          body: { email, password: 'a wrong guess' },
          from: `198.51.100.${(step * 3 + parallel) % 250}`,
        });
      testApp.clock.advance(seconds(10));
      if (step % 6 === 5) await meanwhile((step + 1) / 6);
    }
  }

  it('does not keep out a browser that signed in before', async () => {
    const { email, password, browser } = await aPerson(testApp);
    await attack(email, async (minute) => {
      const known = await browser.json('POST', '/sign-in', { email, password });
      assert.equal(known.statusCode, 200, `minute ${minute}: ${known.body}`);
    });
    const stranger = await createBrowser(testApp).json('POST', '/sign-in', { email, password });
    assert.equal(stranger.statusCode, 429, 'the attack itself is held up');
    assert.ok(Number(stranger.headers['retry-after']) <= 15 * 60, 'and nobody waits longer than the cap');
  });

  it('does not keep out a new browser that completed a reset', async () => {
    const { email } = await aPerson(testApp, { isSignedIn: false });
    await attack(email, async () => {});
    const browser = createBrowser(testApp);
    await browser.json('POST', '/forgot-password', { email });
    const token = await mailedToken(testApp, email);
    const password = 'a phrase after the storm';
    assert.equal((await browser.json('POST', '/reset-password', { token, password })).statusCode, 204);
    assert.equal((await browser.json('POST', '/sign-in', { email, password })).statusCode, 200);
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
