import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { days, milliseconds } from '#platform/duration.ts';
import type { Environment } from '#src/config.ts';
import { healthParts } from '#src/health-parts.ts';
import { buildTestApp, type TestApp, type TestAppOptions } from '#test/support/app.ts';
import { startBreachService } from '#test/support/breach-service.ts';
import { rows } from '#test/support/observe.ts';
import { anOperator, type TestOperator } from '#test/support/operator.ts';
import { aPerson } from '#test/support/people.ts';
import { type Checked, createCheckHealth } from './check-health.ts';
import { checkBreachedPasswords } from './checks/breached-passwords.ts';

const aKey = (name: string) => createHash('sha256').update(name).digest('base64url');
const KEY = aKey('newer');
const OLDER = aKey('older');
const ORIGIN = { PUBLIC_URL: 'https://login.example.org', SMTP_URL: 'smtp://127.0.0.1:1' };

describe('the doctor', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-doctor-'));
  let testApp: TestApp | undefined;
  let operator: TestOperator | undefined;
  afterEach(async () => {
    await operator?.close();
    await testApp?.close();
    [operator, testApp] = [undefined, undefined];
  });

  const start = async (environment: Environment = {}, options: TestAppOptions = {}) => {
    testApp = await buildTestApp({
      environment: { SECRET_KEYS: KEY, DATA_DIR: folder, ...environment },
      ...options,
    });
    operator = await anOperator(testApp);
    return testApp;
  };
  const ask = async (): Promise<Checked[]> => {
    const answer = await operator?.ask('/doctor');
    assert.equal(answer?.statusCode, 200);
    return answer?.json().checks;
  };
  const check = async (name: string): Promise<Checked> => {
    const found = (await ask()).find((checked) => checked.name === name);
    assert.ok(found, name);
    return found;
  };
  const assertFound = async (name: string, state: Checked['state'], seen: RegExp) => {
    const found = await check(name);
    assert.equal(found.state, state, found.seen);
    assert.match(found.seen, seen);
    assert.equal('advice' in found, state !== 'ok');
  };
  const visit = (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
    testApp?.app.inject({ url: '/sign-in', headers, remoteAddress });

  it('answers with each check once, whatever the state of things, and changes nothing', async () => {
    await start();
    const names = (await ask()).map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    assert.equal(names.length, 15);
  });

  it('tells the origin: https and this machine are good, http elsewhere is a fault', async () => {
    await start(ORIGIN);
    await assertFound(
      'origin',
      'ok',
      /^https:\/\/login\.example\.org; cookies are __Host-, Secure, HttpOnly/,
    );
    await operator?.close();
    await testApp?.close();
    await start({ ...ORIGIN, PUBLIC_URL: 'http://login.example.org' });
    await assertFound(
      'origin',
      'fault',
      /^PUBLIC_URL is http:.+ can be read on the way, and cookies are not Secure/,
    );
  });

  it('tells when people open another origin than it knows, by what their browsers say', async () => {
    await start();
    const send = (headers: Record<string, string>) =>
      testApp?.app.inject({
        method: 'POST',
        url: '/sign-in',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload: 'email=a',
      });
    await send({ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:8080' });
    await send({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' });
    await send({ 'sec-fetch-site': 'same-origin', origin: 'null' });
    await assertFound('origin', 'ok', /this machine only/);
    await assertFound('mail', 'ok', /in the local mailbox/);
    await send({ 'sec-fetch-site': 'same-origin', origin: 'https://login.example.org' });
    await assertFound(
      'origin',
      'warning',
      /^1 form came from pages of https:\/\/login\.example\.org, which PUBLIC_URL/,
    );
    await assertFound('mail', 'warning', /while people open https:\/\/login\.example\.org/);
  });

  it('tells the client address: without a proxy, and through one that is believed', async () => {
    await start();
    await visit({});
    await assertFound('client-address', 'ok', /^no proxy: connections count, 1 request so far$/);
    await operator?.close();
    await testApp?.close();
    await start({ ...ORIGIN, TRUSTED_PROXIES: '10.0.0.0/8' });
    await assertFound('client-address', 'ok', /^no request so far/);
    await visit({ 'x-forwarded-for': '203.0.113.7' }, '10.0.0.3');
    await visit({ 'x-forwarded-for': '203.0.113.8, 10.0.0.4' }, '10.0.0.3');
    await assertFound(
      'client-address',
      'ok',
      /^2 of 2 requests came through trusted proxies, from 2 clients$/,
    );
  });

  it('tells a proxy that is not believed: a fault, by its address', async () => {
    await start();
    await visit({ 'x-forwarded-for': '203.0.113.7' }, '10.0.0.3');
    await assertFound(
      'client-address',
      'fault',
      /^1 of 1 request came from 10\.0\.0\.3 with an X-Forwarded-For that is not/,
    );
    await operator?.close();
    await testApp?.close();
    // The first of two is believed, and tells of the second.
    await start({ ...ORIGIN, TRUSTED_PROXIES: '10.0.0.3' });
    await visit({ 'x-forwarded-for': '203.0.113.7, 10.0.0.4' }, '10.0.0.3');
    await assertFound('client-address', 'fault', /came from 10\.0\.0\.4 with an X-Forwarded-For/);
  });

  it('takes strangers who write such headers for strangers, until they are nearly everybody', async () => {
    await start();
    for (let n = 0; n < 15; n += 1) await visit({ 'x-forwarded-for': '1.1.1.1' }, '203.0.113.7');
    await assertFound('client-address', 'ok', /^no proxy/);
    for (let n = 0; n < 15; n += 1) await visit({ 'x-forwarded-for': '1.1.1.1' }, '203.0.113.7');
    await assertFound('client-address', 'fault', /^30 of 30 requests carry an X-Forwarded-For/);
  });

  it('tells https without a proxy, a proxy that tells nothing, and one that tells of a single client', async () => {
    await start(ORIGIN);
    await assertFound(
      'client-address',
      'fault',
      /^PUBLIC_URL is https, so a proxy ends TLS, and TRUSTED_PROXIES is empty/,
    );
    await operator?.close();
    await testApp?.close();
    await start({ ...ORIGIN, TRUSTED_PROXIES: '10.0.0.0/8' });
    await visit({}, '10.0.0.3');
    await assertFound(
      'client-address',
      'warning',
      /^TRUSTED_PROXIES is set, and none of 1 request came with an/,
    );
    await operator?.close();
    await testApp?.close();
    await start({ ...ORIGIN, TRUSTED_PROXIES: '10.0.0.0/8' });
    for (let n = 0; n < 20; n += 1) await visit({ 'x-forwarded-for': '172.18.0.1' }, '10.0.0.3');
    await assertFound(
      'client-address',
      'warning',
      /^all 20 requests through the proxy came from 172\.18\.0\.1$/,
    );
  });

  it('tells migrations that are missing: a fault', async () => {
    const app = await start();
    await assertFound('migrations', 'ok', /^all of this version are applied$/);
    await rows(app, sql`DELETE FROM schema_migrations WHERE name = '0011_not_me_tokens'`);
    await assertFound('migrations', 'fault', /^1 migration of this version missing: 0011_not_me_tokens$/);
  });

  it('tells keys: random ones are good; made up, doubled, many or old ones are not', async () => {
    const file = join(folder, 'keys');
    const states: [string, Checked['state'], RegExp][] = [
      [KEY, 'ok', /^1 key, changed \d+ days ago$/],
      [
        `${KEY},${OLDER}`,
        'ok',
        /^2 keys, changed \d+ days ago; 1 older one seals no authenticator app any more$/,
      ],
      [Buffer.alloc(32, 7).toString('base64url'), 'fault', /^1 key not random$/],
      [Buffer.from('correct horse battery staple 123').toString('base64url'), 'fault', /^1 key not random$/],
      [`${KEY},${KEY}`, 'warning', /^a key is there twice$/],
      [['1', '2', '3', '4', '5', '6'].map(aKey).join(), 'warning', /^6 keys, /],
    ];
    for (const [keys, state, seen] of states) {
      writeFileSync(file, keys);
      const app = await start({ SECRET_KEYS: undefined, SECRET_KEYS_FILE: file });
      const now = app.clock.now().getTime() / 1_000;
      utimesSync(file, now, now - days(30) / 1_000);
      await assertFound('secret-keys', state, seen);
      utimesSync(file, now, now - days(731) / 1_000);
      assert.notEqual((await check('secret-keys')).state, 'ok');
      await operator?.close();
      await testApp?.close();
    }
    await start();
    await assertFound('secret-keys', 'ok', /^1 key, of unknown age$/);
  });

  it('tells a key that was taken away too early, and how many it shuts out: a fault', async () => {
    const first = await start({ SECRET_KEYS: OLDER });
    await aPerson(first, { hasTotp: true });
    const second = await buildTestApp({ environment: { SECRET_KEYS: KEY }, sharing: first });
    const other = await anOperator(second);
    const found = (await other.ask('/doctor'))
      .json()
      .checks.find(({ name }: Checked) => name === 'secret-keys');
    await other.close();
    await second.close();
    assert.equal(found.state, 'fault');
    assert.match(
      found.seen,
      /^1 authenticator app sealed with a key that is not in SECRET_KEYS \([0-9a-f]{16}\)/,
    );
    await assertFound('secret-keys', 'ok', /^1 key/);
  });

  it('tells weak hashing: a fault', async () => {
    await start();
    await assertFound(
      'password-hashing',
      'fault',
      /^argon2id, 8 KiB, 1 pass, 1 lane: weaker than OWASP's minimum/,
    );
    await operator?.close();
    await testApp?.close();
    await start({ ARGON2_MEMORY_KIB: '19456', ARGON2_PASSES: '2', ALLOW_WEAK_HASHING: 'false' });
    await assertFound('password-hashing', 'ok', /^argon2id, 19456 KiB, 2 passes, 1 lane$/);
  });

  it('tells whether breached passwords are known, offline and at the service: its outage is a warning', async () => {
    const service = await startBreachService();
    const app = await start({ BREACHED_PASSWORDS_URL: service.url });
    app.allowLog('the breached-password service gave no answer');
    await assertFound(
      'breached-passwords',
      'warning',
      /^the service at BREACHED_PASSWORDS_URL does not know/,
    );
    service.leak('password');
    await assertFound('breached-passwords', 'ok', /^the offline list works; so does the service/);
    service.misbehave = (_request, response) => void response.writeHead(500).end();
    await assertFound('breached-passwords', 'warning', /gives no answer: the offline list decides alone$/);
    await service.close();
    await operator?.close();
    await app.close();
    await start();
    await assertFound('breached-passwords', 'ok', /^the offline list works$/);
    const tryLists = async () => ({ offline: false, online: undefined });
    const found = await checkBreachedPasswords({ passwordPolicy: { tryLists } }).run();
    assert.equal(found.state, 'fault');
  });

  it('tells who may read or change the data folder', async () => {
    const own = join(folder, 'data');
    mkdirSync(join(own, 'postgres'), { recursive: true, mode: 0o700 });
    writeFileSync(join(own, 'operator-token'), 'x', { mode: 0o600 });
    await start({ DATA_DIR: own });
    await assertFound('data-folder', 'ok', /data, readable for this user alone$/);
    const wrong: [string, number, number, Checked['state'], RegExp][] = [
      ['', 0o755, 0o700, 'warning', /^others may list \S+data$/],
      ['', 0o770, 0o700, 'fault', /^others may change \S+data$/],
      ['operator-token', 0o644, 0o600, 'fault', /^others may read \S+operator-token$/],
      ['postgres', 0o777, 0o700, 'fault', /^others may change \S+postgres$/],
    ];
    for (const [name, mode, before, state, seen] of wrong) {
      chmodSync(join(own, name), mode);
      await assertFound('data-folder', state, seen);
      chmodSync(join(own, name), before);
    }
    rmSync(join(own, 'operator-token'));
    await assertFound('data-folder', 'fault', /operator-token is not there$/);
  });

  it('waits for no check without end', async () => {
    const { config, platform, nouns } = await start();
    const tryMailServer = () => new Promise<never>(() => {});
    const checkHealth = createCheckHealth(
      { ...nouns, ...healthParts(config, platform), tryMailServer },
      milliseconds(2_000),
    );
    const tooLate = pause(8_000, [], { ref: false });
    const checked = await Promise.race([checkHealth(), tooLate]);
    const mail = checked.find(({ name }) => name === 'mail');
    assert.deepEqual([mail?.state, mail?.seen], ['fault', 'no answer within 2 s']);
    assert.equal(checked.find(({ name }) => name === 'database')?.state, 'ok');
  });

  it('tells a store that is away as a fault of its own, and all the rest', async () => {
    const app = await start();
    await rows(app, sql`ALTER TABLE totp_secrets RENAME TO away`);
    await assertFound('secret-keys', 'fault', /^it does not answer \(42P01\)$/);
    await assertFound('migrations', 'ok', /applied/);
    await rows(app, sql`ALTER TABLE away RENAME TO totp_secrets`);
    await assertFound('secret-keys', 'ok', /^1 key/);
  });
});
