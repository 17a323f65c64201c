import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { minutes, seconds } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { everythingIn } from '#test/support/every-database.ts';
import { assertCannotSignIn, assertOut, everythingOf } from '#test/support/holdings.ts';
import { rows, subjectsTo, userIdOf } from '#test/support/observe.ts';
import { refusedConnection, withState } from '#test/support/outage.ts';
import { aPerson, mailedToken, nextCode, notMeToken, type Person, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { type KnownRoute, withRoutes } from '#test/support/routes.ts';
import { buildTwoApps } from '#test/support/two-apps.ts';

const remove = (browser: TestBrowser) => browser.json('DELETE', '/account');

describe('whoever holds something of an account that was deleted (S06)', () => {
  let testApp: TestApp;
  let guarded: KnownRoute[];
  before(async () => {
    const { built, routes } = await withRoutes(() => buildTestApp({ environment: ROOMY }));
    testApp = built;
    guarded = routes.filter(({ access }) => access === 'session' || access === 'fresh_session');
    assert.ok(guarded.length > 30, 'the route table was read');
  });
  after(() => testApp.close());

  it('is nobody at every door, with sessions, codes, links and the right password', async () => {
    const held = await everythingOf(testApp, await aPerson(testApp, { hasTotp: true }));
    assert.equal((await remove(held.person.browser)).statusCode, 204);
    await assertOut(testApp, guarded, held);
    await assertCannotSignIn(testApp, held.person);
    const { email } = held.person;
    assert.equal((await createBrowser(testApp).json('POST', '/forgot-password', { email })).statusCode, 202);
    await testApp.runJobs();
    assert.equal(subjectsTo(testApp, email).at(-1), 'Your account was deleted');
  });

  it('finds nothing in any table that tells who it was', async () => {
    const person = await aPerson(testApp, { hasTotp: true });
    const other = createBrowser(testApp, { 'user-agent': 'a browser to be recognised' });
    const { email } = person;
    const profile = {
      firstName: 'Persephone',
      lastName: 'Quillfeather',
      country: 'GR',
      dateOfBirth: '1979-03-05',
    };
    await person.browser.json('PATCH', '/account/profile', profile);
    await other.json('POST', '/sign-in', { email, password: 'a wrong phrase' });
    await other.json('POST', '/sign-up', {
      ...profile,
      email: email.toUpperCase(),
      password: 'another phrase',
    });
    await other.json('POST', '/forgot-password', { email });
    const id = await userIdOf(testApp, email);
    await remove(person.browser);
    // The farewell waits with the address that it goes to, and leaves nothing once it is sent.
    await testApp.runJobs();
    const names = await rows(
      testApp,
      sql<{ name: string }>`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    for (const { name } of names) {
      const dump = await everythingIn(testApp.platform.databases.primary, name);
      for (const told of [email, email.toUpperCase(), 'Persephone', 'Quillfeather', 'to be recognised'])
        assert.ok(!dump.includes(told), `${told} in ${name}`);
      // Where instances look up for an hour whose account they must not remember: an id, and nothing beside it.
      if (name !== 'audit_log' && name !== 'account_changes')
        assert.ok(!dump.includes(id), `the id in ${name}`);
    }
    const events = await rows(
      testApp,
      sql<{ type: string; ip: string | null; user_agent: string | null }>`
        SELECT type, ip, user_agent FROM audit_log WHERE user_id = ${id}`,
    );
    assert.ok(events.some(({ type }) => type === 'sign_in_rejected'));
    assert.equal(events.filter(({ type }) => type === 'account_deleted').length, 1);
    assert.ok(events.every(({ ip, user_agent }) => ip === null && user_agent === null));
    assert.deepEqual(await testApp.nouns.sessions.list(id), []);
  });

  it('loses the sessions also when the store of sessions is away in that moment', async () => {
    const person = await aPerson(testApp);
    await signIn(createBrowser(testApp), person);
    const id = await userIdOf(testApp, person.email);
    const away = { list: () => Promise.reject(refusedConnection()) };
    testApp.allowLog('a store is unavailable');
    await withState(testApp, away, async () => {
      assert.equal((await remove(person.browser)).statusCode, 503);
    });
    assert.equal((await person.browser.json('GET', '/session')).statusCode, 401);
    assert.equal((await testApp.nouns.sessions.list(id)).length, 2, 'not reached yet');
    testApp.clock.advance(seconds(6));
    await testApp.jobs.finishEndings.runOnce();
    assert.deepEqual(await testApp.nouns.sessions.list(id), []);
  });
});

describe('deleting somebody else’s account (S06, S09, X01)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  const isThere = async ({ email, password }: Person) => {
    const answer = await createBrowser(testApp).json('POST', '/sign-in', { email, password });
    return answer.statusCode === 200;
  };

  it('needs a fresh proof, on the page and in the API', async () => {
    const person = await aPerson(testApp);
    testApp.clock.advance(minutes(11));
    const refused = await remove(person.browser);
    assert.deepEqual([refused.statusCode, refused.json().code], [403, 'reauthentication_required']);
    const pages = [await person.browser.get('/account/delete')];
    pages.push(await person.browser.submit('/account/delete', { email: person.email }));
    for (const { statusCode, headers } of pages)
      assert.deepEqual(
        [statusCode, headers.location],
        [303, '/confirm-identity?returnTo=%2Faccount%2Fdelete'],
      );
    assert.ok(await isThere(person));
  });

  it('needs the second factor where one is on', async () => {
    const person = await aPerson(testApp);
    const thief = createBrowser(testApp);
    await signIn(thief, person);
    await rows(
      testApp,
      sql`INSERT INTO totp_secrets (user_id, key_id, ciphertext, last_step, confirmed_at)
        SELECT id, 'any', '\\x00', 0, now() FROM users WHERE email = ${person.email}`,
    );
    const refused = await remove(thief);
    assert.deepEqual([refused.statusCode, refused.json().code], [403, 'reauthentication_required']);
    assert.ok(await isThere(person));
  });

  it('is not done by a form of another site, nor by a page that was only opened', async () => {
    const person = await aPerson(testApp);
    const fields = { email: person.email };
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example', 'sec-fetch-site': '' },
      { origin: 'null', 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign)
      assert.equal((await person.browser.submit('/account/delete', fields, headers)).statusCode, 403);
    assert.equal((await person.browser.get(`/account/delete?email=${person.email}`)).statusCode, 200);
    assert.ok(await isThere(person));
  });

  it('is not done by what was typed wrongly', async () => {
    const person = await aPerson(testApp);
    const other = await aPerson(testApp);
    for (const email of ['', 'yes', other.email]) {
      const answer = await person.browser.submit('/account/delete', { email });
      assert.equal(answer.statusCode, 422, email);
      assert.match(answer.body, /id="email-error"/);
    }
    assert.ok((await isThere(person)) && (await isThere(other)));
  });
});

for (const [store, options] of [
  ['Redis', {}],
  ['Postgres alone', { state: 'postgres' }],
] as const) {
  it(`signing in while the account is deleted leaves no session, with sessions in ${store} (S06)`, async () => {
    const apps = await buildTwoApps({ ...options, environment: ROOMY });
    for (let round = 0; round < 5; round += 1) {
      const person = await aPerson(apps.one);
      const id = await userIdOf(apps.one, person.email);
      const browsers = Array.from({ length: 12 }, (_, index) => createBrowser(apps.inTurn(index)));
      const { email, password } = person;
      const [removed, ...answers] = await Promise.all([
        remove(person.browser),
        ...browsers.map((browser) => browser.json('POST', '/sign-in', { email, password })),
      ]);
      assert.equal(removed.statusCode, 204);
      for (const { statusCode } of answers) assert.ok([200, 401].includes(statusCode), String(statusCode));
      for (const browser of browsers) assert.equal((await browser.json('GET', '/session')).statusCode, 401);
      assert.deepEqual(await apps.one.nouns.sessions.list(id), []);
    }
    await apps.close();
  });
}

describe('deleting an account and signing its address up again (M08)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  it('makes a new account that inherits nothing: no factor, code, device, link or event', async () => {
    const before = await everythingOf(testApp, await aPerson(testApp, { hasTotp: true }));
    const { email, totp, browser } = before.person;
    const oldId = await userIdOf(testApp, email);
    const notice = await notMeToken(testApp, email, 'Second factor turned on');
    await remove(browser);

    const anew = createBrowser(testApp);
    const password = 'a phrase of the new account';
    await anew.json('POST', '/sign-up', { email, password, firstName: 'N', lastName: 'N' });
    const token = await mailedToken(testApp, email);
    assert.equal((await anew.json('POST', '/verify-email', { token })).statusCode, 204);
    assert.equal((await signIn(anew, { email, password })).status, 'signed_in');
    assert.notEqual(await userIdOf(testApp, email), oldId);

    const { user } = (await anew.json('GET', '/session')).json();
    assert.deepEqual([user.firstName, user.secondFactor], ['N', false]);
    assert.equal((await anew.json('GET', '/sessions')).json().sessions.length, 1);
    const { events } = (await anew.json('GET', '/account/events')).json();
    assert.deepEqual(events.map(({ type }: { type: string }) => type).sort(), [
      'account_created',
      'signed_in',
    ]);
    const codes = [nextCode(testApp, totp?.secret ?? ''), totp?.recoveryCodes[0]];
    for (const code of codes)
      assert.notEqual((await anew.json('POST', '/confirm-identity', { code })).statusCode, 204);

    const stranger = createBrowser(testApp);
    for (const [path, body] of [
      ['/not-me', { token: notice }],
      ['/reset-password', { token: before.resetToken, password: 'a phrase of a thief' }],
    ] as const)
      assert.equal((await stranger.json('POST', path, body)).json().code, 'invalid_token');
    assert.equal((await stranger.json('POST', '/sign-in', before.person)).statusCode, 401);

    // The browser of before is a new one to this account, so its owner is told.
    await signIn(browser, { email, password });
    await testApp.runJobs();
    assert.equal(subjectsTo(testApp, email).at(-1), 'New device signed in');
  });

  it('is no way past the second factor: whoever deletes has shown it, and a sign-up that waited is gone', async () => {
    const owner = await aPerson(testApp, { hasTotp: true });
    const thief = createBrowser(testApp);
    const waiting = { email: owner.email, password: 'the phrase of a thief', firstName: 'T', lastName: 'T' };
    await thief.json('POST', '/sign-up', waiting);
    assert.equal((await signIn(thief, owner)).status, 'second_factor_required');
    assert.equal((await remove(thief)).statusCode, 401);
    await remove(owner.browser);
    const [left] = await rows(
      testApp,
      sql<{ n: number }>`SELECT count(*)::int AS n FROM sign_ups WHERE email = ${owner.email}`,
    );
    assert.equal(left?.n, 0);
  });
});
