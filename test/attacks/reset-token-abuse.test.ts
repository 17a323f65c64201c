import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { minutes } from '#platform/duration.ts';
import { buildTestApp, type TestApp, type TestAppOptions } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { auditOf, masked, rows } from '#test/support/observe.ts';
import { aPerson, mailedToken, type Person } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';
import { buildTwoApps, type TwoApps } from '#test/support/two-apps.ts';

const NEW = 'quite another phrase';
const STORES: [string, TestAppOptions][] = [
  ['Postgres and Redis', {}],
  ['the embedded database alone', { database: 'embedded', state: 'postgres' }],
  ['Postgres through a pooler', { database: 'pooled' }],
];

async function askFor(testApp: TestApp, { email }: Person): Promise<string> {
  await send(testApp, '/api/v1/forgot-password', { body: { email } });
  return mailedToken(testApp, email);
}

for (const [stores, options] of STORES) {
  describe(`spending a mailed token twice, on ${stores} (V03, C02)`, () => {
    let apps: TwoApps;
    before(async () => {
      apps = await buildTwoApps({ ...options, environment: ROOMY });
    });
    after(() => apps.close());

    const count = (answers: { statusCode: number }[], status: number) =>
      answers.filter(({ statusCode }) => statusCode === status).length;

    it('resets the password once, of twenty tries at one moment over two instances', async () => {
      const person = await aPerson(apps.one, { isSignedIn: false });
      const token = await askFor(apps.one, person);
      const tries = Array.from({ length: 20 }, (_, index) =>
        send(apps.inTurn(index), '/api/v1/reset-password', {
          body: { token, password: `${NEW} ${index}` },
        }),
      );
      const answers = await Promise.all(tries);
      assert.deepEqual([count(answers, 204), count(answers, 400)], [1, 19]);
      assert.equal(
        (await auditOf(apps.one, person.email)).filter((type) => type === 'password_reset').length,
        1,
      );
    });

    it('makes one account of one sign-up, of twenty tries at one moment', async () => {
      const browser = createBrowser(apps.one);
      const credentials = { email: 'once@example.org', password: 'a long enough phrase' };
      await browser.json('POST', '/sign-up', { ...credentials, firstName: 'O', lastName: 'O' });
      const token = await mailedToken(apps.one, credentials.email);
      const tries = Array.from({ length: 20 }, (_, index) =>
        send(apps.inTurn(index), '/api/v1/verify-email', {
          body: { token, password: credentials.password },
        }),
      );
      const answers = await Promise.all(tries);
      assert.deepEqual([count(answers, 204), count(answers, 400)], [1, 19]);
    });
  });
}

describe('abusing reset links (V03, V10)', () => {
  let testApp: TestApp;
  let person: Person;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
    person = await aPerson(testApp);
  });
  after(() => testApp.close());

  const reset = (token: unknown, password = NEW) =>
    send(testApp, '/api/v1/reset-password', { body: { token, password } });

  it('works for no token that is guessed, older, expired or void, with one and the same answer (V03)', async () => {
    const refused = [await reset('x'.repeat(43)), await reset('0')];
    const older = await askFor(testApp, person);
    const newer = await askFor(testApp, person);
    assert.notEqual(older, newer);
    refused.push(await reset(older));
    testApp.clock.advance(minutes(60));
    refused.push(await reset(newer));

    const beforeChange = await askFor(testApp, person);
    const { browser, password } = person;
    await browser.json('POST', '/sign-in', person);
    await browser.json('POST', '/account/password', {
      currentPassword: password,
      newPassword: 'a changed phrase',
    });
    refused.push(await reset(beforeChange));

    const beforeEnding = await askFor(testApp, person);
    await rows(testApp, sql`UPDATE users SET disabled_at = now() WHERE email = ${person.email}`);
    refused.push(await reset(beforeEnding));
    await rows(testApp, sql`UPDATE users SET disabled_at = NULL WHERE email = ${person.email}`);

    for (const answer of refused) {
      assert.deepEqual([answer.statusCode, answer.json().code], [400, 'invalid_token']);
      assert.deepEqual(masked(answer), masked(refused[0] ?? answer));
    }
  });

  it('works up to the sixtieth minute, with 256 bits that are stored hashed (V03)', async () => {
    const token = await askFor(testApp, person);
    assert.equal(Buffer.from(token, 'base64url').length, 32);
    assert.ok(!JSON.stringify(await rows(testApp, sql`SELECT * FROM mail_tokens`)).includes(token));
    testApp.clock.advance(minutes(59));
    assert.equal((await reset(token)).statusCode, 204);

    const late = await askFor(testApp, person);
    testApp.clock.advance(minutes(60));
    assert.equal((await reset(late)).statusCode, 400);
  });

  it('is not spent by a password that is refused (V03)', async () => {
    const token = await askFor(testApp, person);
    assert.equal((await reset(token, 'password123')).statusCode, 422);
    assert.equal((await reset(token, 'a phrase that will do')).statusCode, 204);
  });

  it('changes nobody but its owner, whatever else the body names (V03)', async () => {
    const other = await aPerson(testApp, { isSignedIn: false });
    const token = await askFor(testApp, person);
    const body = { token, password: 'a phrase for one of them', email: other.email, userId: other.email };
    assert.equal(
      (await send(testApp, `/api/v1/reset-password?email=${other.email}`, { body })).statusCode,
      204,
    );
    assert.equal(
      (await send(testApp, '/api/v1/sign-in', { body: { email: other.email, password: other.password } }))
        .statusCode,
      200,
    );
  });

  it('finishes nothing without the token, or with one of another purpose (V10)', async () => {
    const waiting = {
      email: 'waiting@example.org',
      password: 'a long enough phrase',
      firstName: 'W',
      lastName: 'W',
    };
    await send(testApp, '/api/v1/sign-up', { body: waiting });
    const ofSignUp = await mailedToken(testApp, waiting.email);
    const ofReset = await askFor(testApp, person);
    const password = waiting.password;
    for (const path of ['/reset-password', '/verify-email', '/not-me']) {
      for (const token of [undefined, '', ' ', null, [], [ofReset], [ofSignUp], {}, 0, true]) {
        const { statusCode } = await send(testApp, `/api/v1${path}`, { body: { token, password } });
        assert.ok([400, 422].includes(statusCode), `${path} ${JSON.stringify(token)}: ${statusCode}`);
      }
      for (const form of [
        '',
        'token=',
        'token[]=x',
        `token[]=${ofReset}`,
        `token=${ofReset}&token=${ofReset}`,
        `token=${ofSignUp}&token=${ofSignUp}`,
      ]) {
        const body = new URLSearchParams(`${form}&password=${encodeURIComponent(password)}`);
        const { statusCode } = await send(testApp, path, { body });
        assert.ok([400, 422].includes(statusCode), `${path} ${form}: ${statusCode}`);
      }
    }
    assert.equal((await reset(ofSignUp)).json().code, 'invalid_token');
    const crossed = await send(testApp, '/api/v1/verify-email', { body: { token: ofReset, password } });
    assert.equal(crossed.json().code, 'invalid_token');
    const session = person.browser.cookies.get('session') ?? '';
    assert.equal((await reset(session)).json().code, 'invalid_token');
    assert.equal((await reset(ofReset)).statusCode, 204, 'and the right one still works');
  });
});
