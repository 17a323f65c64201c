import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { aPerson, nextCode, type Person } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

const PLANTED = 'p'.repeat(43);

describe('session fixation (S02)', () => {
  let testApp: TestApp;
  let person: Person;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
    person = await aPerson(testApp, { hasTotp: true });
  });
  after(() => testApp.close());

  const status = async (token: string) =>
    (await send(testApp, '/api/v1/session', { headers: { cookie: `session=${token}` } })).statusCode;
  const tokenOf = (browser: TestBrowser) => browser.cookies.get('session') ?? '';
  const code = () => nextCode(testApp, person.totp?.secret ?? '');

  /** The token changes, the old one is dead, the new one lives. */
  async function assertRenewed(
    browser: TestBrowser,
    step: () => Promise<{ statusCode: number }>,
  ): Promise<void> {
    const before = tokenOf(browser);
    const { statusCode } = await step();
    assert.ok([200, 204, 303].includes(statusCode), String(statusCode));
    const renewed = tokenOf(browser);
    assert.notEqual(renewed, before);
    assert.deepEqual([await status(before), await status(renewed)], [401, 200]);
  }

  it('adopts no token that a browser brings to a sign-in', async () => {
    for (const door of ['json', 'form']) {
      const victim = await aPerson(testApp, { isSignedIn: false });
      const browser = createBrowser(testApp);
      browser.cookies
        .set('session', PLANTED)
        .set('pending', PLANTED)
        .set('device', PLANTED)
        .set('sign_up', PLANTED);
      await assertRenewed(browser, () =>
        door === 'json'
          ? browser.json('POST', '/sign-in', victim)
          : browser.submit('/sign-in', { email: victim.email, password: victim.password }),
      );
      assert.ok(!browser.cookies.get('device')?.split('.').slice(1).includes(PLANTED));
    }
  });

  it('ends the session that a browser held until now', async () => {
    const [first, second] = [await aPerson(testApp), await aPerson(testApp, { isSignedIn: false })];
    for (const next of [first, second])
      await assertRenewed(first.browser, () => first.browser.json('POST', '/sign-in', next));
  });

  it('changes the token at the second step, the first one being no session', async () => {
    const browser = createBrowser(testApp);
    await browser.json('POST', '/sign-in', person);
    const pending = browser.cookies.get('pending') ?? '';
    await browser.json('POST', '/sign-in/second-factor', { code: code() });
    assert.notEqual(tokenOf(browser), pending);
    assert.deepEqual([await status(pending), await status(tokenOf(browser))], [401, 200]);
    assert.equal(browser.cookies.has('pending'), false);
  });

  it('changes the token when identity is confirmed', async () => {
    const { browser } = person;
    await assertRenewed(browser, () => browser.json('POST', '/confirm-identity', { code: code() }));
    await assertRenewed(browser, () => browser.submit('/confirm-identity', { code: code() }));
  });

  it('changes the token when the password is changed', async () => {
    const change = { currentPassword: person.password, newPassword: 'quite another phrase' };
    await assertRenewed(person.browser, () => person.browser.json('POST', '/account/password', change));
  });

  it('changes the token when the second factor is turned on', async () => {
    const { browser } = await aPerson(testApp);
    const { secret } = (await browser.json('POST', '/account/totp')).json();
    await assertRenewed(browser, () =>
      browser.json('POST', '/account/totp/confirm', { code: nextCode(testApp, secret) }),
    );
  });

  it('gives the new token to one of two parallel proofs only', async () => {
    const { browser, password } = await aPerson(testApp);
    const token = tokenOf(browser);
    const confirm = () => {
      const same = createBrowser(testApp);
      same.cookies.set('session', token);
      return same.json('POST', '/confirm-identity', { password });
    };
    const statuses = (await Promise.all([confirm(), confirm(), confirm(), confirm()])).map(
      ({ statusCode }) => statusCode,
    );
    assert.deepEqual(statuses.sort(), [204, 401, 401, 401]);
  });
});
