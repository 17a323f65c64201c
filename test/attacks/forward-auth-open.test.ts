import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { APPS, ask, signInToApp, WIKI } from '#test/support/app-visits.ts';
import { type Answer, createBrowser } from '#test/support/browser.ts';
import { ADDRESS_HEADERS } from '#test/support/claims.ts';
import { migrateAt } from '#test/support/migrate-at.ts';
import { rows } from '#test/support/observe.ts';
import { refusedConnection, whileDatabaseIsAway, withState } from '#test/support/outage.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '#test/support/replicated-postgres.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';
import { startThrowawayRedis, type ThrowawayRedis } from '#test/support/throwaway-redis.ts';

const EXEMPT = [
  '/public',
  '/healthz',
  '/sign-in',
  '/forward-auth/failed',
  '/assets/main.css',
  'OPTIONS',
  '*',
];
const USER_AGENTS = [
  'GoogleHC/1.0',
  'ELB-HealthChecker/2.0',
  'kube-probe/1.30',
  'Googlebot/2.1',
  'curl/8',
  '',
];

describe('getting a yes out of forward-auth (N01, N02, N05)', () => {
  let testApp: TestApp;
  let person: Person;
  let cookie: string;
  before(async () => {
    testApp = await buildTestApp({ environment: { ...ROOMY, ...APPS, TRUSTED_PROXIES: '127.0.0.0/8' } });
    testApp.allowLog('a store is unavailable', 'unexpected error');
    person = await aPerson(testApp);
    cookie = `session=${person.browser.cookies.get('session')}`;
  });
  after(() => testApp.close());

  function assertSilent(answer: Answer, status: number, name: string): void {
    assert.deepEqual([answer.statusCode, answer.body], [status, ''], name);
    for (const header of ['location', 'set-cookie', 'x-auth-user-id'])
      assert.equal(answer.headers[header], undefined, name);
  }

  it('is not possible by telling another address, host or method, from a trusted proxy either (N01)', async () => {
    for (const header of ADDRESS_HEADERS)
      for (const value of EXEMPT) {
        const name = `${header}: ${value}`;
        assertSilent(await ask(testApp, '', { [header]: value }), 401, name);
        const more = { [header]: value, cookie };
        assertSilent(await ask(testApp, 'require=second_factor', more), 403, name);
        assert.equal((await ask(testApp, '', more)).statusCode, 204, `${name} keeps nobody out`);
      }
  });

  it('is not possible by being somebody to whom no rule applies (N05)', async () => {
    for (const agent of USER_AGENTS)
      assertSilent(await ask(testApp, '', { 'user-agent': agent }), 401, agent);
    for (const query of [
      'x=/public',
      'path=/healthz',
      '/public',
      'skip=1',
      '%23/public',
      'touch=1',
      'user=1',
    ])
      assertSilent(await ask(testApp, query), 401, query);
    for (const method of ['OPTIONS', 'TRACE', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const headers = { cookie, 'sec-fetch-site': 'same-origin' };
      assert.equal((await send(testApp, '/forward-auth', { method, headers })).statusCode, 405, method);
    }
    for (const path of [
      '/forward-auth/',
      '/Forward-Auth',
      '//forward-auth',
      '/forward-auth%2f',
      '/api/v1/forward-auth',
    ])
      assert.equal((await send(testApp, path, { headers: { cookie } })).statusCode, 404, path);
    for (const headers of [
      { authorization: `Basic ${Buffer.from(`${person.email}:${person.password}`).toString('base64')}` },
      { 'remote-user': person.email, 'x-auth-user-id': '1', 'x-forwarded-user': person.email },
    ] as Record<string, string>[])
      assertSilent(await ask(testApp, '', headers), 401, JSON.stringify(headers));
  });

  it('is not possible by any of a thousand malformed cookies, at the same host or another origin (N02)', async () => {
    const live = person.browser.cookies.get('session') ?? '';
    const wiki = await signInToApp(person.browser, createBrowser(testApp), WIKI);
    const letters = fc.constantFrom(...'abcXYZ019-_=;, ."%\\\t\x80\xff/');
    const name = fc.constantFrom(
      'session',
      '__Host-session',
      'forward',
      '__Host-forward',
      'pending',
      'Session',
      '',
    );
    const damaged = fc
      .tuple(fc.constantFrom(live, wiki), fc.nat(120), letters)
      .map(([token, at, letter]) => `${token.slice(0, at)}${letter}${token.slice(at)}`);
    const value = fc.oneof(
      damaged,
      fc.string({ unit: letters, maxLength: 120 }),
      fc.constantFrom('', '%00', '""'),
    );
    const pair = fc.tuple(name, fc.constantFrom('=', '==', '', ' = '), value).map((parts) => parts.join(''));
    const jar = fc.array(pair, { minLength: 1, maxLength: 4 }).map((pairs) => pairs.join('; '));
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(jar, fc.constantFrom('', `origin=${WIKI}`), async (header, query) => {
        fc.pre(!holds(header, 'session', live) && !holds(header, '__Host-forward', wiki));
        tried += 1;
        assertSilent(await ask(testApp, query, { cookie: header }), 401, header);
      }),
      { numRuns: 1_000 },
    );
    assert.ok(tried >= 1_000);
  });

  it('is 503 while the store of sessions fails, in whatever way, and the same cookie works afterwards (N02)', async () => {
    const failures = [
      refusedConnection(),
      new Error('Command timed out'),
      new Error("Stream isn't writeable and enableOfflineQueue options is false"),
      new TypeError("Cannot read properties of undefined (reading 'id')"),
      Object.assign(new Error('says of itself that it is the caller’s fault'), { statusCode: 404 }),
      'not even an error',
    ];
    const rubbish = ['', '{}', '[]', 'null', '[null]', '<html>', '["a"', '0'];
    for (const failure of failures)
      await withState(testApp, { find: async () => Promise.reject(failure) }, async () => {
        const answer = await ask(testApp, '', { cookie });
        assertSilent(answer, 503, String(failure));
        assert.equal(answer.headers['retry-after'], '2');
        assertSilent(await ask(testApp, ''), 401, 'who brings nothing is nobody whatever the store says');
      });
    for (const value of rubbish)
      await withState(testApp, { find: async () => value }, async () => {
        const { statusCode } = await ask(testApp, '', { cookie });
        assert.ok([401, 503].includes(statusCode), `${value}: ${statusCode}`);
      });
    assert.equal((await ask(testApp, '', { cookie })).statusCode, 204);
  });
});

/** Whether a header says a live token in so many letters: then a yes is right. */
const holds = (header: string, name: string, token: string): boolean =>
  header.split(';').filter((pair) => pair.replace(/^ /, '') === `${name}=${token}`).length === 1 &&
  header.split(';').filter((pair) => pair.replace(/^ /, '').startsWith(`${name}=`)).length === 1;

describe('forward-auth while the database is away (F06)', () => {
  let testApp: TestApp;
  let person: Person;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
    testApp.allowLog('a store is unavailable', 'an idle database connection broke');
    person = await aPerson(testApp);
  });
  after(() => testApp.close());

  it('is 503, never a yes for somebody who may be disabled by now, and never a no', async () => {
    const cookie = `session=${person.browser.cookies.get('session')}`;
    await whileDatabaseIsAway(testApp, async () => {
      const answer = await ask(testApp, '', { cookie });
      assert.deepEqual([answer.statusCode, answer.body, answer.headers['retry-after']], [503, '', '2']);
      assert.equal((await ask(testApp, '')).statusCode, 401);
    });
    assert.equal((await ask(testApp, '', { cookie })).statusCode, 204);
  });
});

describe('forward-auth with a replica (C01, F06)', () => {
  let servers: ReplicatedPostgres;
  let redis: ThrowawayRedis;
  let testApp: TestApp;
  before(async () => {
    [servers, redis] = await Promise.all([startReplicatedPostgres(1), startThrowawayRedis()]);
    await migrateAt(servers.primaryUrl);
    const stores = { url: servers.primaryUrl, readUrl: servers.replicaUrls[0] ?? '', redisUrl: redis.url };
    testApp = await buildTestApp({ stores, environment: ROOMY });
    testApp.allowLog('a store is unavailable', 'an idle database connection broke', 'redis');
  });
  after(async () => {
    await testApp?.close();
    await Promise.all([redis?.remove(), servers?.remove()]);
  });

  it('asks replicas that are known to be right, else the primary, and is 503 with neither', async () => {
    const [disabled, person] = [await aPerson(testApp), await aPerson(testApp)];
    const status = async ({ browser }: Person) =>
      (await ask(testApp, '', { cookie: `session=${browser.cookies.get('session')}` })).statusCode;
    await servers.untilCaughtUp();
    await servers.pause(0);
    await rows(testApp, sql`UPDATE users SET disabled_at = now() WHERE email = ${disabled.email}`);
    assert.deepEqual([await status(disabled), await status(person)], [401, 204]);
    await servers.resume(0);
    await testApp.jobs.keepReadFloor.runOnce();
    await servers.untilCaughtUp();
    await servers.kill('primary');
    assert.deepEqual([await status(disabled), await status(person)], [401, 204]);
    await servers.kill(0);
    assert.deepEqual([await status(disabled), await status(person)], [503, 503]);
  });
});
