import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseEnv } from 'node:util';
import { mistakesIn } from '#test/support/config-mistakes.ts';
import { envExample } from '#test/support/env-example.ts';
import { type Environment, parseConfig, settings } from './config.ts';

const KEY = Buffer.alloc(32, 7).toString('base64url');
const PLANTED = 'PLANTED-secret-value';

describe('the configuration', () => {
  it('needs nothing: it then is a service on this machine with an embedded database', () => {
    const config = parseConfig({});
    assert.equal(config.publicUrl, 'http://localhost:8080');
    assert.equal(config.isSecure, false);
    assert.equal(config.database.url, '');
    assert.equal(config.mail.hasLocalMailbox, true);
    assert.deepEqual({ ...config.listen }, { host: '127.0.0.1', port: 8080 });
    assert.deepEqual({ ...config.management }, { host: '127.0.0.1', port: 9464 });
    assert.deepEqual(
      { ...config.sessions },
      {
        idleTimeout: 1_800_000,
        lifetime: 43_200_000,
        rememberedIdleTimeout: 604_800_000,
        rememberedLifetime: 2_592_000_000,
        mostPerPerson: 50,
      },
    );
  });

  it('treats an empty variable like none and trims the others', () => {
    const config = parseConfig({
      PORT: '',
      HOST: '',
      PUBLIC_URL: '  https://login.example.org/ ',
      SMTP_URL: 'smtp://mail',
    });
    assert.deepEqual({ ...config.listen }, { host: '127.0.0.1', port: 8080 });
    assert.equal(config.publicUrl, 'https://login.example.org');
    assert.equal(config.isSecure, true);
  });

  it('tells all mistakes at once: the variable, what was read, what is expected', () => {
    const mistakes = mistakesIn({
      PORT: '80a',
      PUBLIC_URL: 'https://login.example.org/path',
      SESSION_LIFETIME: '12 hours',
      ARGON2_PASSES: '0',
      PASSWORD_MIN_LENGTH: '7',
      TRUSTED_PROXIES: '10.0.0.0/33',
      LOG_LEVEL: 'loud',
      LOG_PRETTY: 'yes',
    });
    assert.deepEqual(Object.keys(mistakes).sort(), [
      'ARGON2_PASSES',
      'LOG_LEVEL',
      'LOG_PRETTY',
      'PASSWORD_MIN_LENGTH',
      'PORT',
      'PUBLIC_URL',
      'SESSION_LIFETIME',
      'TRUSTED_PROXIES',
    ]);
    assert.equal(mistakes.PORT, 'read "80a", expected a whole number from 0 to 65535');
    assert.match(mistakes.SESSION_LIFETIME ?? '', /"12 hours".*30m|500ms, 30s, 10m, 12h or 30d/);
    assert.match(mistakes.LOG_LEVEL ?? '', /fatal, error, warn/);
  });

  it('never prints a secret’s value, whatever is wrong with it', () => {
    const environment = {
      SECRET_KEYS: PLANTED,
      DATABASE_URL: `mysql://user:${PLANTED}@db/x`,
      DATABASE_READ_URL: `${PLANTED}`,
      MIGRATION_DATABASE_URL: `postgres//${PLANTED}`,
      REDIS_URL: `http://:${PLANTED}@redis`,
      SMTP_URL: `imap://user:${PLANTED}@mail`,
      BREACHED_PASSWORDS_URL: `http://pwned.example.org/${PLANTED}`,
    };
    const mistakes = mistakesIn(environment);
    assert.deepEqual(Object.keys(mistakes).sort(), Object.keys(environment).sort());
    assert.ok(!JSON.stringify(mistakes).includes('PLANTED'));
    assert.ok(
      !JSON.stringify(mistakesIn({ ...environment, SECRET_KEYS_FILE: '/x', PORT: 'x' })).includes('PLANTED'),
    );
  });

  it('reads durations in every unit and refuses none, zero and bare numbers', () => {
    const idle = (text: string) => parseConfig({ SESSION_IDLE_TIMEOUT: text }).sessions.idleTimeout;
    assert.deepEqual(['500ms', '30s', '10m', '12h'].map(idle), [500, 30_000, 600_000, 43_200_000]);
    for (const text of ['0s', '30', '-1m', '1.5h', '1w'])
      assert.deepEqual(
        Object.keys(mistakesIn({ SESSION_IDLE_TIMEOUT: text })),
        ['SESSION_IDLE_TIMEOUT'],
        text,
      );
  });

  it('reads keys newest first and refuses those of another length', () => {
    const other = Buffer.alloc(32, 8).toString('base64url');
    const { secretKeys } = parseConfig({ SECRET_KEYS: `${KEY}, ${other}` });
    assert.deepEqual(
      secretKeys.map((key) => key.length),
      [32, 32],
    );
    assert.deepEqual(Buffer.from(secretKeys[0] as Uint8Array), Buffer.alloc(32, 7));
    for (const wrong of [KEY.slice(1), `${KEY}A`, `${KEY};${other}`, `${KEY.slice(0, -1)}+`])
      assert.deepEqual(Object.keys(mistakesIn({ SECRET_KEYS: wrong })), ['SECRET_KEYS']);
  });

  it('accepts origins only: no path, query, credentials or other scheme', () => {
    for (const wrong of [
      'login.example.org',
      'ftp://x',
      'https://x/y',
      'https://x/?y',
      'https://u:p@x',
      'javascript:1',
    ])
      assert.ok('PUBLIC_URL' in mistakesIn({ PUBLIC_URL: wrong, SMTP_URL: 'smtp://mail' }), wrong);
  });

  it('reads the origins of apps as browsers spell them, each once', () => {
    const origins = (text: string) => [...parseConfig({ FORWARD_AUTH_ORIGINS: text }).forwardAuth.origins];
    assert.deepEqual(origins(''), []);
    assert.deepEqual(
      origins(
        ' https://Wiki.example.org/, https://wiki.example.org:443,https://bücher.example:8443,, http://a',
      ),
      ['https://wiki.example.org', 'https://xn--bcher-kva.example:8443', 'http://a'],
    );
    for (const wrong of [
      'wiki.example.org',
      'https://wiki.example.org/path',
      'https://wiki.example.org?x',
      'https://u:p@wiki.example.org',
      'https://*.example.org',
      '*',
      'null',
      'javascript:1',
      'https://wiki.example.org;https://shop.example.org',
    ])
      assert.deepEqual(
        Object.keys(mistakesIn({ FORWARD_AUTH_ORIGINS: `https://a.example,${wrong}` })),
        ['FORWARD_AUTH_ORIGINS'],
        wrong,
      );
  });

  it('asks about breached passwords over https, or on this machine', () => {
    const url = (text: string) => parseConfig({ BREACHED_PASSWORDS_URL: text }).passwords.breachLookupUrl;
    assert.equal(url(''), '');
    assert.equal(url('https://pwned.example.org/key/range/'), 'https://pwned.example.org/key/range');
    assert.equal(url('http://localhost:9000'), 'http://localhost:9000');
    for (const wrong of [
      'http://pwned.example.org/range',
      'http://localhost.example.org',
      'ftp://localhost/range',
      'https://user:key@pwned.example.org/range',
      'https://pwned.example.org/range?key=1',
      'https://pwned.example.org/range#top',
      'pwned.example.org',
    ])
      assert.deepEqual(
        Object.keys(mistakesIn({ BREACHED_PASSWORDS_URL: wrong })),
        ['BREACHED_PASSWORDS_URL'],
        wrong,
      );
  });

  it('moves the origin along when only the port is set', () => {
    assert.equal(parseConfig({ PORT: '3000' }).publicUrl, 'http://localhost:3000');
    assert.equal(parseConfig({ PORT: '3000', PUBLIC_URL: 'http://localhost' }).publicUrl, 'http://localhost');
  });

  it('is frozen through and through', () => {
    const config = parseConfig({ TRUSTED_PROXIES: '10.0.0.0/8' }) as unknown as Record<
      string,
      Record<string, unknown>
    >;
    for (const part of [config, ...Object.values(config)])
      if (part && typeof part === 'object' && !ArrayBuffer.isView(part)) assert.ok(Object.isFrozen(part));
    assert.throws(() => Object.assign(config.sessions as object, { lifetime: 1 }), TypeError);
    assert.throws(() => (config.trustedProxies as unknown as string[]).push('0.0.0.0/0'), TypeError);
  });
});

describe('a setting in a file', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-config-'));
  });
  after(() => rmSync(folder, { recursive: true }));
  const file = (content: string) => {
    const path = join(folder, 'setting');
    writeFileSync(path, content);
    return path;
  };

  it('is read without the line break at its end, for every name', () => {
    const { secretKeys } = parseConfig({ SECRET_KEYS_FILE: file(`${KEY}\n`) });
    assert.deepEqual(Buffer.from(secretKeys[0] as Uint8Array), Buffer.alloc(32, 7));
    assert.equal(parseConfig({ BRAND_NAME_FILE: file('Acme\n') }).brand.name, 'Acme');
  });

  it('must be there, and must not compete with the plain variable', () => {
    assert.match(mistakesIn({ SECRET_KEYS_FILE: join(folder, 'none') }).SECRET_KEYS ?? '', /cannot read/);
    assert.match(mistakesIn({ PORT: '1', PORT_FILE: file('2') }).PORT ?? '', /not both/);
  });

  it('is checked like any other, its content never shown where it is a secret', () => {
    const mistakes = mistakesIn({ REDIS_URL_FILE: file(PLANTED), PORT_FILE: file(PLANTED) });
    assert.deepEqual(Object.keys(mistakes).sort(), ['PORT', 'REDIS_URL']);
    assert.ok(!mistakes.REDIS_URL?.includes(PLANTED));
  });
});

describe('.env.example', () => {
  const committed = readFileSync(join(import.meta.dirname, '..', '.env.example'), 'utf8');

  it('is what the settings make; after changing one run: npm run env:example', () => {
    assert.equal(committed, envExample());
  });

  it('lists exactly the settings, each with its meaning', () => {
    const names = [...committed.matchAll(/^#([A-Z0-9_]+)=/gm)].map(([, name]) => name);
    assert.deepEqual(
      names,
      settings.map(({ name }) => name),
    );
    for (const { name, description } of settings) assert.ok(description.length > 10, name);
  });

  it('is a configuration that works as it stands', () => {
    const environment = parseEnv(committed.replace(/^#(?=[A-Z])/gm, '')) as Environment;
    assert.equal(Object.keys(environment).length, settings.length);
    assert.deepEqual(parseConfig(environment), parseConfig({}));
  });
});
