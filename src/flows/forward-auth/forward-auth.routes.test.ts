import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { minutes } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { APPS, ask, signInToApp, statusAt, WIKI } from '#test/support/app-visits.ts';
import { type Answer, createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { costOf, costWhenRemembered } from '#test/support/cost.ts';
import { aPerson } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

describe('forward-auth', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: { ...ROOMY, ...APPS } });
  });
  after(() => testApp.close());

  const asked = (browser: TestBrowser, query = ''): Promise<Answer> =>
    ask(testApp, query, { cookie: `session=${browser.cookies.get('session')}` });
  const status = async (browser: TestBrowser, query = '') => (await asked(browser, query)).statusCode;

  it('is 204 for a live session and says who it is', async () => {
    const person = await aPerson(testApp);
    const { user } = (await person.browser.json('GET', '/session')).json();
    const answer = await asked(person.browser);
    assert.deepEqual([answer.statusCode, answer.body], [204, '']);
    const identity = Object.entries(answer.headers).filter(([name]) => name.startsWith('x-auth-'));
    assert.deepEqual(Object.fromEntries(identity), {
      'x-auth-user-id': user.id,
      'x-auth-email': person.email,
      'x-auth-name': 'Robin%20Example',
      'x-auth-assurance': 'aal1',
    });
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['set-cookie'], undefined);
  });

  it('is 401 without one, and says nothing else', async () => {
    const answer = await ask(testApp, '');
    assert.deepEqual([answer.statusCode, answer.body], [401, '']);
    for (const name of ['location', 'set-cookie', 'x-auth-user-id', 'www-authenticate'])
      assert.equal(answer.headers[name], undefined, name);
    assert.equal(answer.headers['cache-control'], 'no-store');
  });

  it('writes any name in percent-encoded UTF-8', async () => {
    const { browser } = await aPerson(testApp);
    const names = { firstName: 'Zoë 100%', lastName: 'Łęcka, née "李"' };
    assert.equal((await browser.json('PATCH', '/account/profile', names)).statusCode, 200);
    const { headers } = await asked(browser);
    assert.match(String(headers['x-auth-name']), /^[!-~]+$/);
    assert.equal(decodeURIComponent(String(headers['x-auth-name'])), `${names.firstName} ${names.lastName}`);
  });

  it('is 403 where a second factor is asked for and the session has none', async () => {
    const plain = await aPerson(testApp);
    assert.equal(await status(plain.browser, 'require=second_factor'), 403);
    const { browser } = await aPerson(testApp, { hasTotp: true });
    const answer = await asked(browser, 'require=second_factor');
    assert.deepEqual([answer.statusCode, answer.headers['x-auth-assurance']], [204, 'aal2']);

    assert.ok((await browser.json('DELETE', '/account/totp')).statusCode < 300);
    assert.equal(await status(browser, 'require=second_factor'), 403, 'who turned it off has none any more');
    assert.equal((await asked(browser)).headers['x-auth-assurance'], 'aal1');
  });

  it('is 403 where the last proof of identity is older than asked for', async () => {
    const person = await aPerson(testApp);
    testApp.clock.advance(minutes(10));
    assert.deepEqual(
      [await status(person.browser, 'fresh=10m'), await status(person.browser, 'fresh=599s')],
      [204, 403],
    );
    await person.browser.json('POST', '/confirm-identity', { password: person.password });
    assert.equal(await status(person.browser, 'fresh=1s'), 204);
  });

  it('is 403 for what cannot be understood to the letter', async () => {
    const { browser } = await aPerson(testApp, { hasTotp: true });
    const malformed = [
      'require=',
      'require=totp',
      'require=Second_Factor',
      'require=second_factor,totp',
      'require=second_factor&require=second_factor',
      'require=second_factor&require=',
      'require',
      'fresh=',
      'fresh=10',
      'fresh=0s',
      'fresh=-10m',
      'fresh=10m&fresh=12h',
      'fresh=%2010m',
      'fresh=10m%0a',
      'fresh=1e3s',
      'fresh=10M',
      'origin=',
      'origin=https://evil.example',
      `origin=${WIKI}/`,
      `origin=${WIKI.toUpperCase()}`,
      `origin=${WIKI}&origin=${WIKI}`,
      `origin=${WIKI}&origin=https://evil.example`,
    ];
    for (const query of malformed) {
      const answer = await asked(browser, query);
      assert.deepEqual([answer.statusCode, answer.body], [403, ''], query);
      assert.equal((await ask(testApp, query)).statusCode, 403, `${query}, nobody`);
    }
  });

  it('leaves the idle timeout alone unless told to renew it', async () => {
    const silent = await aPerson(testApp);
    const touched = await aPerson(testApp);
    for (const query of ['', 'touch=0', 'touch=true', 'touch=1&touch=1', 'touch=1', 'touch=1']) {
      testApp.clock.advance(minutes(6));
      assert.equal(await status(touched.browser, 'touch=1'), 204);
      // Six times six minutes: over after the fifth.
      const isOver = query === 'touch=1';
      assert.equal(await status(silent.browser, isOver ? 'touch=0' : query), isOver ? 401 : 204, query);
      if (isOver) break;
    }
  });

  it('answers HEAD like GET, and every other method with 405', async () => {
    const { browser } = await aPerson(testApp);
    const headers = { cookie: `session=${browser.cookies.get('session')}`, 'sec-fetch-site': 'same-origin' };
    assert.equal((await send(testApp, '/forward-auth', { method: 'HEAD', headers })).statusCode, 204);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])
      assert.equal((await send(testApp, '/forward-auth', { method, headers })).statusCode, 405, method);
  });

  it('takes a bearer token as the API does: it decides alone', async () => {
    const person = await aPerson(testApp);
    const client = createBrowser(testApp);
    const { token } = (await client.json('POST', '/sign-in', { ...person, transport: 'bearer' })).json();
    const cookie = `session=${person.browser.cookies.get('session')}`;
    const authorized = async (authorization: string, more = {}) =>
      (await ask(testApp, '', { authorization, ...more })).statusCode;
    assert.equal(await authorized(`Bearer ${token}`), 204);
    assert.equal(await authorized(`Bearer ${'x'.repeat(43)}`, { cookie }), 401);
    assert.equal(await authorized('Basic cm9iaW46cGhyYXNl', { cookie }), 204);
    assert.equal(
      (await ask(testApp, { origin: WIKI }, { authorization: `Bearer ${token}` })).statusCode,
      401,
    );
  });

  it('at another origin looks at the cookie made for it, and at none of ours', async () => {
    const { browser } = await aPerson(testApp);
    const token = await signInToApp(browser, createBrowser(testApp), WIKI);
    assert.equal(await statusAt(testApp, WIKI, token), 204);
    assert.equal(await statusAt(testApp, WIKI, token, { require: 'second_factor' }), 403);
    assert.equal((await ask(testApp, '', { cookie: `__Host-forward=${token}` })).statusCode, 401);
    const session = `session=${browser.cookies.get('session')}`;
    for (const cookie of [session, `__Host-${session}`, `__Host-forward=${browser.cookies.get('session')}`])
      assert.equal((await ask(testApp, { origin: WIKI }, { cookie })).statusCode, 401, cookie);
  });

  it('costs one look at the store and two rows', async () => {
    const { browser } = await aPerson(testApp);
    const token = await signInToApp(browser, createBrowser(testApp), WIKI);
    const cost = await costOf(testApp, async () => {
      assert.equal(await status(browser), 204);
    });
    assert.deepEqual(cost, { store: ['find'], sql: 2 });
    const atApp = await costOf(testApp, async () => {
      assert.equal(await statusAt(testApp, WIKI, token), 204);
    });
    assert.deepEqual(atApp, { store: ['find'], sql: 2 });
    assert.deepEqual(await costOf(testApp, async () => void (await ask(testApp, ''))), { store: [], sql: 0 });
  });

  it('costs no row while the account is remembered, as the session check of the API does', async () => {
    const { browser } = await aPerson(testApp);
    const checks = {
      forwardAuth: async () => assert.equal(await status(browser), 204),
      session: async () => assert.equal((await browser.json('GET', '/session')).statusCode, 200),
    };
    for (const check of Object.values(checks))
      assert.deepEqual(await costWhenRemembered(testApp, check), { store: ['find'], sql: 0 });
  });
});
