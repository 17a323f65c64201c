import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { metricsDoc } from '#test/support/metrics-doc.ts';
import { aPerson, mailedToken, nextCode, type Person, signIn } from '#test/support/people.ts';
import { TRAP_FIELD } from '#web/signs.ts';

describe('docs/operations/metrics.md', () => {
  const committed = readFileSync(join(import.meta.dirname, '..', 'docs/operations/metrics.md'), 'utf8');

  it('is what the declarations make; after changing one run: npm run metrics:docs', () => {
    assert.equal(committed, metricsDoc());
  });
});

describe('metrics', () => {
  let testApp: TestApp;
  let person: Person;
  let careful: Person;
  let stranger: TestBrowser;
  before(async () => {
    testApp = await buildTestApp({ environment: { LIMIT_MAIL_MAILBOX_HOURLY: '2' } });
    person = await aPerson(testApp);
    careful = await aPerson(testApp, { hasTotp: true });
    stranger = createBrowser(testApp);
  });
  after(() => testApp.close());

  const read = async () => {
    const page = await testApp.platform.metrics.registry.metrics();
    return new Map(
      [...page.matchAll(/^latchkey_(.+) (\S+)$/gm)].map(([, series = '', value]) => [series, Number(value)]),
    );
  };
  /** By how much each series has grown when `act` is over, those that were looked for and those that grew. */
  const growth = async (act: () => Promise<unknown>, ...series: string[]) => {
    const before = await read();
    await act();
    const after = await read();
    return Object.fromEntries(series.map((one) => [one, (after.get(one) ?? 0) - (before.get(one) ?? 0)]));
  };
  const password = 'not the right phrase';
  const attempt = (outcome: string) => `sign_in_attempts_total{outcome="${outcome}"}`;

  it('tell sign-ins by how they ended, and what came of them', async () => {
    const grown = await growth(
      async () => {
        await signIn(createBrowser(testApp), person);
        await stranger.json('POST', '/sign-in', { email: person.email, password });
        await signIn(createBrowser(testApp), careful);
      },
      ...['signed_in', 'rejected', 'second_factor_required', 'throttled'].map(attempt),
      'sessions_started_total',
      'password_verify_total{outcome="right"}',
      'password_verify_total{outcome="wrong"}',
      'audit_events_total{type="signed_in"}',
      'audit_events_total{type="sign_in_rejected"}',
    );
    assert.deepEqual(Object.values(grown), [1, 1, 1, 0, 1, 2, 1, 1, 1]);
  });

  it('tell waits by the limit and how long they are', async () => {
    const tries = async () => {
      for (let count = 0; count < 7; count += 1)
        await stranger.json('POST', '/sign-in', { email: 'nobody-yet@example.org', password });
    };
    const grown = await growth(
      tries,
      attempt('rejected'),
      attempt('throttled'),
      'throttled_total{limit="credentials_per_account"}',
      'backoff_seconds_count',
      'backoff_seconds_bucket{le="4"}',
    );
    assert.deepEqual(Object.values(grown), [5, 2, 2, 2, 2]);
  });

  it('tell second steps by method and outcome', async () => {
    const step = (method: string, outcome: string) =>
      `second_factor_attempts_total{method="${method}",outcome="${outcome}"}`;
    const browser = createBrowser(testApp);
    const grown = await growth(
      async () => {
        await signIn(browser, careful);
        const { secret = '' } = careful.totp ?? {};
        await browser.json('POST', '/sign-in/second-factor', { code: 'AAAA-AAAA-AAAA-AAAA' });
        await browser.json('POST', '/sign-in/second-factor', { code: nextCode(testApp, secret) });
        await stranger.json('POST', '/sign-in/second-factor', { code: '123456' });
      },
      step('recovery_code', 'rejected'),
      step('totp', 'signed_in'),
      step('totp', 'not_pending'),
    );
    assert.deepEqual(Object.values(grown), [1, 1, 1]);
  });

  it('tell how sessions are looked at and how they end', async () => {
    const [first, second] = [createBrowser(testApp), createBrowser(testApp)];
    const ended = (reason: string) => `sessions_ended_total{reason="${reason}"}`;
    const grown = await growth(
      async () => {
        await signIn(first, person);
        await signIn(second, person);
        await signIn(second, person);
        await first.json('POST', '/confirm-identity', { password: person.password });
        await second.json('POST', '/sign-out');
        await first.json('DELETE', '/sessions');
        await stranger.json('GET', '/session', undefined, { cookie: `session=${'A'.repeat(43)}` });
      },
      ended('replaced'),
      ended('signed_out'),
      'session_checks_total{result="none"}',
      'identity_confirmations_total{outcome="confirmed"}',
    );
    assert.deepEqual(Object.values(grown), [1, 1, 1, 1]);
    assert.ok(Number((await read()).get(ended('all_ended'))) > 0);
  });

  it('tell how far sign-ups and forgotten passwords came', async () => {
    const email = 'newcomer@example.org';
    const grown = await growth(
      async () => {
        const names = { firstName: 'Robin', lastName: 'Example' };
        await stranger.json('POST', '/sign-up', { email, password: 'quite a long phrase', ...names });
        await stranger.json('POST', '/sign-up', { email, password: 'password1', ...names });
        await stranger.json('POST', '/verify-email', { token: await mailedToken(testApp, email) });
        await stranger.json('POST', '/forgot-password', { email: 'nobody-at-all@example.org' });
        await stranger.json('POST', '/forgot-password', { email });
        const token = await mailedToken(testApp, email);
        await stranger.json('POST', '/reset-password', { token, password: 'quite another phrase' });
      },
      'sign_ups_total{outcome="verification_sent"}',
      'sign_ups_total{outcome="refused"}',
      ...['asked', 'mailed', 'reset'].map((step) => `password_resets_total{step="${step}"}`),
      'mail_sent_total{kind="verify_address",outcome="sent"}',
      'mail_sent_total{kind="reset_password",outcome="sent"}',
    );
    assert.deepEqual(Object.values(grown), [1, 1, 2, 1, 1, 1, 1]);
  });

  it('tell traps by the form, and how many clients sprang one', async () => {
    const trap = { email: 'robot@example.org', password, [TRAP_FIELD]: 'yes' };
    const grown = await growth(
      () => createBrowser(testApp, { 'x-forwarded-for': '192.0.2.9' }).json('POST', '/sign-in', trap),
      'honeypot_trips_total{form="sign_in"}',
      'suspicious_clients',
    );
    assert.deepEqual(Object.values(grown), [1, 1]);
  });

  it('go on when the database is away, but for what only it knows', async () => {
    assert.ok((await read()).has('mail_queue'));
    const { countWaiting } = testApp.nouns.mailQueue;
    testApp.nouns.mailQueue.countWaiting = async () => {
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    };
    const away = await read();
    testApp.nouns.mailQueue.countWaiting = countWaiting;
    assert.equal(away.has('mail_queue'), false);
    assert.ok(away.has('db_pool_connections{pool="primary"}') && away.has(attempt('signed_in')));
  });
});

describe('the line of an answered request', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  it('says which database was asked and whose request it was', async () => {
    const { browser, ...person } = await aPerson(testApp);
    const { user } = (await browser.json('GET', '/session')).json();
    await signIn(createBrowser(testApp), person);
    await createBrowser(testApp).submit('/sign-in', { email: person.email, password: person.password });
    await createBrowser(testApp).get('/sign-in');
    const answered = testApp.logLines.filter(({ msg }) => msg === 'answered').slice(-4);
    assert.deepEqual(
      answered.map(({ method, route, status, db, user: whose }) => [method, route, status, db, whose]),
      [
        ['GET', '/api/v1/session', 200, 'primary', user.id],
        ['POST', '/api/v1/sign-in', 200, 'primary', user.id],
        ['POST', '/sign-in', 303, 'primary', user.id],
        ['GET', '/sign-in', 200, undefined, undefined],
      ],
    );
    assert.ok(answered.every(({ ms }) => Number.isInteger(ms)));
  });
});
