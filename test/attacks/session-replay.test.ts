import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { minutes } from '#platform/duration.ts';
import { buildTestApp } from '#test/support/app.ts';
import { createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { emailOf } from '#test/support/every-database.ts';
import { auditOf, subjectsTo } from '#test/support/observe.ts';
import { withState } from '#test/support/outage.ts';
import { aPerson, mailedToken, nextCode, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';
import { buildTwoApps, type TwoApps } from '#test/support/two-apps.ts';

describe('sessions that outlive their end (S04, S09, S11)', () => {
  let apps: TwoApps;
  before(async () => {
    apps = await buildTwoApps({ environment: ROOMY });
  });
  after(() => apps.close());

  const status = async (token: string | undefined, testApp = apps.one) =>
    (await send(testApp, '/api/v1/session', { headers: { cookie: `session=${token}` } })).statusCode;
  const bearer = async (token: string, testApp = apps.one) =>
    (await send(testApp, '/api/v1/session', { headers: { authorization: `Bearer ${token}` } })).statusCode;

  it('end on every instance when the person signs out (S04)', async () => {
    for (const door of ['json', 'form']) {
      const { browser, email } = await aPerson(apps.one);
      const token = browser.cookies.get('session');
      const answer =
        door === 'json' ? await browser.json('POST', '/sign-out') : await browser.submit('/sign-out');
      assert.ok(answer.statusCode < 400);
      assert.equal(browser.cookies.has('session'), false);
      assert.deepEqual([await status(token), await status(token, apps.two)], [401, 401]);
      assert.equal((await auditOf(apps.one, email)).filter((type) => type === 'signed_out').length, 1);
    }
  });

  it('leave nothing for the Back button, and Clear-Site-Data names no cookies (S04)', async () => {
    const { browser } = await aPerson(apps.one);
    assert.equal((await browser.get('/dashboard')).headers['cache-control'], 'no-store');
    const answer = await browser.submit('/sign-out');
    assert.doesNotMatch(String(answer.headers['clear-site-data']), /cookies|\*/);
  });

  it('are not ended by GET or from another site (S04)', async () => {
    const { browser } = await aPerson(apps.one);
    assert.equal((await browser.get('/sign-out')).statusCode, 405);
    assert.equal((await browser.json('GET', '/sign-out')).statusCode, 405);
    const forged = await browser.submit(
      '/sign-out',
      {},
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    );
    assert.equal(forged.statusCode, 403);
    assert.equal((await browser.json('GET', '/session')).statusCode, 200);
  });

  it('are not brought back by a request that runs meanwhile (S04)', async () => {
    const { browser } = await aPerson(apps.one);
    const token = browser.cookies.get('session') ?? '';
    apps.one.clock.advance(minutes(2));
    const cookie = `session=${token}`;
    const busy = Array.from({ length: 20 }, (_, index) =>
      send(apps.inTurn(index), '/dashboard', { headers: { cookie } }),
    );
    await Promise.all([...busy, browser.json('POST', '/sign-out'), ...busy]);
    assert.deepEqual([await status(token), await status(token, apps.two)], [401, 401]);
  });

  it('are not brought back by what a request writes that began before (S04)', async () => {
    const { browser } = await aPerson(apps.one);
    const token = browser.cookies.get('session') ?? '';
    apps.one.clock.advance(minutes(2));
    const { state } = apps.two.platform;
    const [isWriting, isOver] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const late = <Args extends unknown[], Result>(write: (...args: Args) => Promise<Result>) =>
      async function waiting(...args: Args): Promise<Result> {
        isWriting.resolve();
        await isOver.promise;
        return write(...args);
      };
    await withState(apps.two, { insert: late(state.insert), replace: late(state.replace) }, async () => {
      const visit = send(apps.two, '/dashboard', { headers: { cookie: `session=${token}` } });
      await isWriting.promise;
      await browser.json('POST', '/sign-out');
      isOver.resolve();
      await visit;
    });
    assert.deepEqual([await status(token), await status(token, apps.two)], [401, 401]);
  });

  it('share no fresh proof: each session has its own, kept by the server (S09)', async () => {
    const person = await aPerson(apps.one);
    const sibling = createBrowser(apps.one);
    await signIn(sibling, person);
    apps.one.clock.advance(minutes(11));
    const totp = (browser: TestBrowser) => browser.json('POST', '/account/totp');
    assert.equal(
      (await person.browser.json('POST', '/confirm-identity', { password: person.password })).statusCode,
      204,
    );
    assert.equal((await totp(person.browser)).statusCode, 201);
    assert.equal((await totp(sibling)).json().code, 'reauthentication_required');
    apps.one.clock.advance(minutes(10));
    assert.equal((await totp(person.browser)).statusCode, 201, 'at the edge of the window');
    apps.one.clock.advance(minutes(0.1));
    assert.equal((await totp(person.browser)).statusCode, 403);
    const token = person.browser.cookies.get('session');
    await person.browser.json('POST', '/sign-out');
    assert.equal(await status(token), 401);
  });

  it('ask for the proof on the page as in the API, and go back to where one was (S09)', async () => {
    const { browser, password } = await aPerson(apps.one);
    apps.one.clock.advance(minutes(11));
    const page = await browser.get('/account/second-factor/set-up');
    assert.equal(page.headers.location, '/confirm-identity?returnTo=%2Faccount%2Fsecond-factor%2Fset-up');
    const proof = await browser.submit('/confirm-identity', {
      password,
      returnTo: '/account/second-factor/set-up',
    });
    assert.equal(proof.headers.location, '/account/second-factor/set-up');
    assert.equal((await browser.get('/account/second-factor/set-up')).statusCode, 200);
  });

  async function withManySessions() {
    const person = await aPerson(apps.one, { hasTotp: true });
    const code = () => nextCode(apps.one, person.totp?.secret ?? '');
    const others: TestBrowser[] = [];
    for (const testApp of [apps.one, apps.two, apps.one]) {
      const browser = createBrowser(testApp);
      await browser.json('POST', '/sign-in', { ...person, remember: true });
      assert.equal((await browser.json('POST', '/sign-in/second-factor', { code: code() })).statusCode, 200);
      others.push(browser);
    }
    const app = createBrowser(apps.two);
    const pendingOfApp = (await app.json('POST', '/sign-in', { ...person, transport: 'bearer' })).json()
      .token;
    const authorization = `Bearer ${pendingOfApp}`;
    const token: string = (
      await app.json('POST', '/sign-in/second-factor', { code: code() }, { authorization })
    ).json().token;
    assert.equal(await bearer(token), 200);
    const waiting = createBrowser(apps.two);
    await waiting.json('POST', '/sign-in', person);
    await waiting.json('POST', '/forgot-password', { email: person.email });
    const link = await mailedToken(apps.one, person.email);
    return { person, code, others, token, waiting, link };
  }
  type Many = Awaited<ReturnType<typeof withManySessions>>;

  async function assertAllGone({ others, token, waiting, code }: Many): Promise<void> {
    for (const { cookies } of others)
      assert.deepEqual(
        [await status(cookies.get('session')), await status(cookies.get('session'), apps.two)],
        [401, 401],
      );
    assert.deepEqual([await bearer(token), await bearer(token, apps.two)], [401, 401]);
    const late = await waiting.json('POST', '/sign-in/second-factor', { code: code() });
    assert.deepEqual([late.statusCode, late.json().code], [401, 'not_authenticated']);
  }

  it('all end but one when the password is changed, and so do links and waiting sign-ins (S11)', async () => {
    const many = await withManySessions();
    const { person, link } = many;
    await person.browser.json('POST', '/confirm-identity', { code: many.code() });
    const change = { currentPassword: person.password, newPassword: 'quite another phrase' };
    assert.equal((await person.browser.json('POST', '/account/password', change)).statusCode, 204);
    await assertAllGone(many);
    assert.equal((await person.browser.json('GET', '/session')).statusCode, 200);
    const late = await createBrowser(apps.one).json('POST', '/reset-password', {
      token: link,
      password: 'a third phrase here',
    });
    assert.equal(late.json().code, 'invalid_token');
    await apps.one.runJobs();
    assert.ok(subjectsTo(apps.one, person.email).includes('Your password was changed'));
  });

  it('all end when the password is reset (S11)', async () => {
    const many = await withManySessions();
    const { person, link: token } = many;
    const reset = await createBrowser(apps.two).json('POST', '/reset-password', {
      token,
      password: 'quite another phrase',
    });
    assert.equal(reset.statusCode, 204);
    await assertAllGone(many);
    assert.equal((await person.browser.json('GET', '/session')).statusCode, 401);
  });
});

describe('a session that its ending has not reached (S06, S11)', () => {
  for (const state of ['redis', 'postgres'] as const) {
    it(`opens no door from the moment of the change on (${state})`, async () => {
      const testApp = await buildTestApp({ state });
      const { browser, email } = await aPerson(testApp);
      const { nouns, platform } = testApp;
      const canonical = emailOf(email).canonical;
      const user = await nouns.users.findByEmail(platform.databases.primary, canonical);
      assert.ok(user);
      // As if the process had died between its COMMIT and the ending of the sessions.
      await platform.databases.inTransaction(canonical, (tx) =>
        nouns.users.raiseSecurityVersion(tx, user.id),
      );
      assert.equal((await browser.json('GET', '/session')).statusCode, 401);
      assert.equal((await browser.json('PATCH', '/account/profile', { firstName: 'X' })).statusCode, 401);
      await testApp.close();
    });
  }
});
