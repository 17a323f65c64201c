import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { days, hours, minutes } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { APPS, ask, leave, SHOP, signInToApp, statusAt, WIKI } from '#test/support/app-visits.ts';
import { createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { rows } from '#test/support/observe.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';
import { type Ending, otherBrowser, sessionEndings } from '#test/support/session-endings.ts';
import { buildTwoApps, type TwoApps } from '#test/support/two-apps.ts';

describe('tokens that proxies are asked about, when the session is over (S04, S06, S11, S13)', () => {
  let apps: TwoApps;
  before(async () => {
    apps = await buildTwoApps({ environment: { ...ROOMY, ...APPS } });
  });
  after(() => apps.close());

  interface Tokens {
    session: string;
    wiki: string;
    shop: string;
  }
  const tokensOf = async (browser: TestBrowser): Promise<Tokens> => ({
    session: browser.cookies.get('session') ?? '',
    wiki: await signInToApp(browser, createBrowser(apps.one), WIKI),
    shop: await signInToApp(browser, createBrowser(apps.two), SHOP),
  });
  /** At each app, on the same host and on others, on each instance. */
  const statuses = async ({ session, wiki, shop }: Tokens) => {
    const found: number[] = [];
    for (const testApp of [apps.one, apps.two]) {
      found.push((await ask(testApp, '', { cookie: `session=${session}` })).statusCode);
      found.push(await statusAt(testApp, WIKI, wiki), await statusAt(testApp, SHOP, shop));
    }
    return [...new Set(found)];
  };

  const endings: Record<string, Ending> = {
    ...sessionEndings(() => apps),
    'another device ends it': async (person) => {
      const { sessions } = (await person.browser.json('GET', '/sessions')).json();
      const { id } = sessions.find(({ current }: { current: boolean }) => current);
      return (await otherBrowser(apps, person)).json('DELETE', `/sessions/${id}`);
    },
    'the password is changed in this very session': ({ browser, password }) =>
      browser.json('POST', '/account/password', {
        currentPassword: password,
        newPassword: 'quite another phrase',
      }),
    'the account is disabled by hand': ({ email }) =>
      rows(apps.one, sql`UPDATE users SET disabled_at = now() WHERE email = ${email}`),
    'the account is gone': ({ email }) => rows(apps.one, sql`DELETE FROM users WHERE email = ${email}`),
    'nobody came for half an hour': async () => apps.one.clock.advance(minutes(30)),
    'it is twelve hours old': async ({ browser }) => {
      for (let waited = 0; waited < hours(12); waited += minutes(25)) {
        apps.one.clock.advance(minutes(25));
        await browser.get('/dashboard');
      }
    },
  };
  for (const [what, end] of Object.entries(endings)) {
    it(`open nothing from that moment on, at no app and no instance: ${what}`, async () => {
      const person = await aPerson(apps.one);
      const tokens = await tokensOf(person.browser);
      assert.deepEqual(await statuses(tokens), [204]);
      await end(person);
      assert.deepEqual(await statuses(tokens), [401]);
    });
  }

  it('end with a remembered session too, and not with the app’s own wish for longer', async () => {
    const { email, password } = await aPerson(apps.one, { isSignedIn: false });
    const browser = createBrowser(apps.one);
    await browser.json('POST', '/sign-in', { email, password, remember: true });
    const tokens = await tokensOf(browser);
    for (let day = 0; day < 29; day += 6) {
      apps.one.clock.advance(days(6));
      const cookie = `session=${tokens.session}`;
      if (day < 24) assert.equal((await ask(apps.one, 'touch=1', { cookie })).statusCode, 204);
    }
    assert.deepEqual(await statuses(tokens), [401]);
  });

  it('send nobody round in a circle who was disabled by hand', async () => {
    const person = await aPerson(apps.one);
    const at = createBrowser(apps.one);
    await signInToApp(person.browser, at, WIKI);
    await rows(apps.one, sql`UPDATE users SET disabled_at = now() WHERE email = ${person.email}`);
    const { pathname, search } = new URL(String((await leave(at, WIKI)).headers.location));
    assert.equal(pathname, '/forward-auth/start');
    const answer = await person.browser.get(`${pathname}${search}`);
    assert.equal(answer.headers.refresh, undefined);
    assert.ok(answer.statusCode === 401 || /^\/sign-in\?/.test(String(answer.headers.location)));
  });

  it('open nothing while a sign-in waits for its second step', async () => {
    const person = await aPerson(apps.one, { hasTotp: true, isSignedIn: false });
    await person.browser.json('POST', '/sign-in', person);
    const pending = person.browser.cookies.get('pending');
    assert.ok(pending);
    for (const cookie of [`pending=${pending}`, `session=${pending}`])
      assert.equal((await ask(apps.one, '', { cookie })).statusCode, 401);
    for (const cookie of [`__Host-pending=${pending}`, `__Host-forward=${pending}`])
      assert.equal((await ask(apps.one, { origin: WIKI }, { cookie })).statusCode, 401);
    const start = `/forward-auth/start?origin=${WIKI}&state=${'x'.repeat(43)}`;
    const answer = await send(apps.one, start, { headers: { cookie: `pending=${pending}` } });
    assert.match(String(answer.headers.location), /^\/sign-in\?/);
  });
});

describe('a token of one app, brought elsewhere', () => {
  let testApp: TestApp;
  let person: Person;
  let wiki: string;
  before(async () => {
    testApp = await buildTestApp({ environment: { ...ROOMY, ...APPS } });
    person = await aPerson(testApp);
    wiki = await signInToApp(person.browser, createBrowser(testApp), WIKI);
  });
  after(() => testApp.close());

  it('opens no other app, and not the one on the host of the service', async () => {
    assert.equal(await statusAt(testApp, WIKI, wiki), 204);
    assert.equal(await statusAt(testApp, SHOP, wiki), 401);
    for (const name of ['session', 'forward', '__Host-forward', '__Host-session'])
      assert.equal((await ask(testApp, '', { cookie: `${name}=${wiki}` })).statusCode, 401, name);
  });

  it('is no session at any door of the service', async () => {
    for (const headers of [
      { cookie: `session=${wiki}` },
      { cookie: `__Host-forward=${wiki}; forward=${wiki}` },
      { authorization: `Bearer ${wiki}` },
    ] as Record<string, string>[]) {
      assert.equal((await send(testApp, '/api/v1/session', { headers })).statusCode, 401);
      const page = await send(testApp, '/dashboard', { headers: { ...headers, accept: 'text/html' } });
      assert.match(String(page.headers.location), /^\/sign-in\?/);
    }
  });

  it('opens nothing in two copies, cut, lengthened or changed, or without its prefix', async () => {
    const tried = [
      `__Host-forward=${wiki}; __Host-forward=${wiki}`,
      `__Host-forward=x; __Host-forward=${wiki}`,
      `forward=${wiki}`,
      `__host-forward=${wiki}`,
      ` __Host-forward =${wiki}`,
      `__Host-forward="${wiki}"`,
      `__Host-forward=${wiki.slice(0, -1)}`,
      `__Host-forward=${wiki}A`,
      `__Host-forward=${wiki.slice(0, 30)}${wiki[30] === 'A' ? 'B' : 'A'}${wiki.slice(31)}`,
    ];
    for (const cookie of tried)
      assert.equal((await ask(testApp, { origin: WIKI }, { cookie })).statusCode, 401, cookie);
  });
});
