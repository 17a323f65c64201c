import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { createCompleteSignIn } from '#flows/complete-sign-in/complete-sign-in.ts';
import { days, minutes, seconds } from '#platform/duration.ts';
import { buildTestApp, type TestApp, type TestAppOptions } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { auditOf, masked, rows, subjectsTo, userIdOf } from '#test/support/observe.ts';
import { refusedConnection, withState } from '#test/support/outage.ts';
import { aPerson, mailedToken, nextCode, notMeToken, setUpTotp, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';
import { buildTwoApps, type TwoApps } from '#test/support/two-apps.ts';

const NEW = 'quite another phrase';
const STORES: [string, TestAppOptions][] = [
  ['Postgres and Redis', {}],
  ['the embedded database alone', { database: 'embedded', state: 'postgres' }],
  ['Postgres through a pooler', { database: 'pooled' }],
];
const report = (testApp: TestApp, token: unknown) => send(testApp, '/api/v1/not-me', { body: { token } });

for (const [stores, options] of STORES) {
  describe(`spending the link of a notice twice, on ${stores} (V14)`, () => {
    let apps: TwoApps;
    before(async () => {
      apps = await buildTwoApps({ ...options, environment: ROOMY });
    });
    after(() => apps.close());

    it('acts once, of twenty tries at one moment over two instances, with one record and one mail', async () => {
      const owner = await aPerson(apps.one);
      const { email } = owner;
      await signIn(createBrowser(apps.one), owner);
      const first = await notMeToken(apps.one, email);
      await signIn(createBrowser(apps.one), owner);
      const second = await notMeToken(apps.one, email);
      assert.notEqual(first, second);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => report(apps.inTurn(index), index % 4 < 2 ? first : second)),
      );
      const statuses = answers.map(({ statusCode }) => statusCode).sort();
      assert.deepEqual(statuses, [204, ...Array.from({ length: 19 }, () => 400)]);
      assert.equal((await auditOf(apps.one, email)).filter((type) => type === 'reported_not_me').length, 1);
      await apps.one.runJobs();
      assert.equal(
        subjectsTo(apps.one, email).filter((subject) => subject === 'Choose a new password').length,
        1,
      );
    });
  });
}

describe('an intruder against "this wasn’t me" (V14)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  /** Knows the password, and is signed in on a device of its own. */
  async function intrusion() {
    const owner = await aPerson(testApp);
    const thief = createBrowser(testApp);
    await signIn(thief, owner);
    return { owner, thief, token: await notMeToken(testApp, owner.email, 'New device signed in') };
  }

  it('does not void the link of the first notice by whatever is changed afterwards', async () => {
    const { owner, thief, token } = await intrusion();
    const { email, password } = owner;
    await setUpTotp(testApp, thief);
    assert.equal((await thief.json('POST', '/account/recovery-codes')).statusCode, 200);
    assert.equal((await thief.json('DELETE', '/account/totp')).statusCode, 204);
    const change = { currentPassword: password, newPassword: NEW };
    assert.equal((await thief.json('POST', '/account/password', change)).statusCode, 204);
    testApp.clock.advance(days(6));
    assert.equal((await report(testApp, token)).statusCode, 204);
    for (const known of [password, NEW])
      assert.equal((await thief.json('POST', '/sign-in', { email, password: known })).statusCode, 401);
  });

  it('has no session, no waiting sign-in, no known device and no reset link afterwards', async () => {
    const { owner, thief, token } = await intrusion();
    const { email, password } = owner;
    const app = createBrowser(testApp);
    const { deviceToken, token: bearer } = (
      await app.json('POST', '/sign-in', { email, password, transport: 'bearer' })
    ).json();
    await thief.json('POST', '/forgot-password', { email });
    const link = await mailedToken(testApp, email);
    const { primary } = testApp.platform.databases;
    const userId = await userIdOf(testApp, email);
    const known = [thief.cookies.get('device') ?? '', deviceToken];
    const recognise = (one: string) => testApp.nouns.devices.recognise(primary, userId, [one]);
    for (const one of known) assert.ok(await recognise(one));

    assert.equal((await report(testApp, token)).statusCode, 204);
    assert.equal((await thief.json('GET', '/session')).statusCode, 401);
    const authorization = { authorization: `Bearer ${bearer}` };
    assert.equal((await app.json('GET', '/session', undefined, authorization)).statusCode, 401);
    for (const one of known) assert.equal(await recognise(one), undefined);
    const reset = await thief.json('POST', '/reset-password', { token: link, password: NEW });
    assert.equal(reset.json().code, 'invalid_token');
    await testApp.runJobs();
  });

  it('cannot finish a sign-in that waits for its code', async () => {
    const owner = await aPerson(testApp, { hasTotp: true });
    const token = await notMeToken(testApp, owner.email);
    const thief = createBrowser(testApp);
    assert.equal((await thief.json('POST', '/sign-in', owner)).json().status, 'second_factor_required');
    assert.equal((await report(testApp, token)).statusCode, 204);
    const code = nextCode(testApp, owner.totp?.secret ?? '');
    assert.equal((await thief.json('POST', '/sign-in/second-factor', { code })).statusCode, 401);
  });

  it('is answered with the known password like with any wrong one, and for as long as none is chosen', async () => {
    const { owner, token } = await intrusion();
    const stranger = createBrowser(testApp);
    const wrong = await stranger.json('POST', '/sign-in', { email: owner.email, password: 'a wrong one' });
    await report(testApp, token);
    testApp.clock.advance(days(30));
    const right = await stranger.json('POST', '/sign-in', owner);
    assert.deepEqual(masked(right), masked(wrong));
  });

  it('gets no known device by a sign-in that was under way', async () => {
    const { owner, token } = await intrusion();
    const { databases } = testApp.platform;
    const user = await testApp.nouns.users.findByEmail(databases.primary, owner.email as never);
    assert.ok(user);
    const completeSignIn = createCompleteSignIn({
      ...testApp.nouns,
      databases,
      notifyOwner: async () => {},
      sessions: {
        ...testApp.nouns.sessions,
        async start(session) {
          const started = await testApp.nouns.sessions.start(session);
          assert.ok(started, 'nothing had changed yet');
          assert.equal((await report(testApp, token)).statusCode, 204);
          return started;
        },
      },
    });
    const completed = await completeSignIn({
      user,
      assuranceLevel: 'aal1',
      isRemembered: false,
      client: { ip: '192.0.2.9', userAgent: 'curl/8' },
      brought: { deviceTokens: [], formerToken: undefined },
      device: undefined,
    });
    assert.equal(completed, undefined);
    const devices = await rows(
      testApp,
      sql`SELECT * FROM devices WHERE user_id = ${user.id} AND signed_in_at IS NOT NULL`,
    );
    assert.equal(devices.length, 1, 'only the one that stands for those before');
  });

  it('is put out also where the store of sessions is away in that moment: as soon as it is back', async () => {
    const { owner, thief, token } = await intrusion();
    testApp.allowLog('a store is unavailable');
    await withState(testApp, { list: async () => Promise.reject(refusedConnection()) }, async () => {
      assert.equal((await report(testApp, token)).statusCode, 503);
    });
    const id = await userIdOf(testApp, owner.email);
    assert.equal((await testApp.nouns.sessions.list(id)).length, 2, 'not reached yet');
    testApp.clock.advance(seconds(10));
    await testApp.jobs.finishEndings.runOnce();
    assert.deepEqual(await testApp.nouns.sessions.list(id), []);
    assert.equal((await thief.json('GET', '/session')).statusCode, 401);
    assert.equal((await thief.json('POST', '/sign-in', owner)).statusCode, 401);
    const body = { token: await mailedToken(testApp, owner.email), password: NEW };
    assert.equal((await owner.browser.json('POST', '/reset-password', body)).statusCode, 204);
  });

  it('who comes back after the owner chose a new password is told of as a new device', async () => {
    const { owner, token } = await intrusion();
    const { email, browser } = owner;
    await report(testApp, token);
    const link = await mailedToken(testApp, email);
    await browser.json('POST', '/reset-password', { token: link, password: NEW });
    const notices = () => subjectsTo(testApp, email).filter((subject) => subject === 'New device signed in');
    const earlier = notices().length;
    await signIn(createBrowser(testApp), { email, password: NEW });
    await testApp.runJobs();
    assert.equal(notices().length, earlier + 1);
  });
});

describe('guessing and misusing the link of a notice (V10, V14)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  it('works for no token that is guessed, of another purpose, used, settled, expired or of a disabled person', async () => {
    const owner = await aPerson(testApp);
    const { email, browser } = owner;
    const another = async () => {
      testApp.clock.advance(seconds(1));
      await signIn(createBrowser(testApp), owner);
      return notMeToken(testApp, email);
    };
    await browser.json('POST', '/forgot-password', { email });
    const refused = [
      await report(testApp, 'x'.repeat(43)),
      await report(testApp, '0'),
      await report(testApp, await mailedToken(testApp, email)),
      await report(testApp, browser.cookies.get('session')),
      await report(testApp, browser.cookies.get('device')),
    ];
    assert.equal((await browser.json('GET', '/session')).statusCode, 200, 'nothing happened');

    const expired = await another();
    testApp.clock.advance(days(7));
    refused.push(await report(testApp, expired));
    const ofDisabled = await another();
    await rows(testApp, sql`UPDATE users SET disabled_at = now() WHERE email = ${email}`);
    refused.push(await report(testApp, ofDisabled));
    await rows(testApp, sql`UPDATE users SET disabled_at = NULL WHERE email = ${email}`);
    const [settled, used] = [await another(), await another()];
    assert.equal((await report(testApp, used)).statusCode, 204);
    refused.push(await report(testApp, used), await report(testApp, settled));

    assert.equal(refused.length, 9);
    for (const answer of refused) {
      assert.deepEqual([answer.statusCode, answer.json().code], [400, 'invalid_token']);
      assert.deepEqual(masked(answer), masked(refused[0] ?? answer));
    }
  });

  it('opens no other door with it, and spends it at none', async () => {
    const owner = await aPerson(testApp);
    await signIn(createBrowser(testApp), owner);
    const token = await notMeToken(testApp, owner.email);
    const password = NEW;
    const doors: [string, object][] = [
      ['/reset-password', { token, password }],
      ['/verify-email', { token, password }],
    ];
    for (const [path, body] of doors) {
      const answer = await send(testApp, `/api/v1${path}`, { body });
      assert.equal(answer.json().code, 'invalid_token', path);
    }
    const headers = { authorization: `Bearer ${token}`, cookie: `session=${token}` };
    assert.equal((await send(testApp, '/api/v1/session', { headers })).statusCode, 401);
    assert.equal((await report(testApp, token)).statusCode, 204);
  });

  it('finds 256 bits that are stored hashed, in as many notices as there were', async () => {
    const owner = await aPerson(testApp);
    const tokens = new Set<string>();
    for (let device = 0; device < 3; device += 1) {
      testApp.clock.advance(minutes(1));
      await signIn(createBrowser(testApp), owner);
      tokens.add(await notMeToken(testApp, owner.email));
    }
    assert.equal(tokens.size, 3);
    const stored = JSON.stringify(await rows(testApp, sql`SELECT * FROM mail_tokens`));
    for (const token of tokens) {
      assert.equal(Buffer.from(token, 'base64url').length, 32);
      assert.ok(!stored.includes(token));
      assert.equal((await send(testApp, `/not-me?token=${token}`)).statusCode, 200);
    }
  });

  it('is not told whose account it is', async () => {
    const owner = await aPerson(testApp);
    await signIn(createBrowser(testApp), owner);
    const token = await notMeToken(testApp, owner.email);
    const headers = { accept: 'text/html', cookie: `session=${owner.browser.cookies.get('session')}` };
    const pages = [
      await send(testApp, `/not-me?token=${token}`, { headers }),
      await send(testApp, '/not-me?token=gone', { headers }),
      await send(testApp, '/not-me', { headers, body: new URLSearchParams({ token }) }),
      await send(testApp, '/not-me/done', { headers }),
    ];
    for (const { body } of pages) assert.ok(!body.includes(owner.email) && !body.includes(owner.firstName));
  });
});
