import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseEnv } from 'node:util';
import { envExample } from '#test/support/env-example.ts';
import { ConfigMistakes, type Environment, parseConfig, settings } from './config.ts';

const KEY = Buffer.alloc(32, 7).toString('base64url');
const PLANTED = 'PLANTED-secret-value';

function mistakesIn(environment: Environment): Record<string, string> {
  try {
    parseConfig(environment);
  } catch (error) {
    assert.ok(error instanceof ConfigMistakes);
    for (const { name, message } of error.mistakes) assert.ok(error.message.includes(`${name}: ${message}`));
    return Object.fromEntries(error.mistakes.map(({ name, message }) => [name, message]));
  }
  return {};
}

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

describe('an unsafe combination of settings', () => {
  const refused: Record<string, [Environment, string]> = {
    'a public origin whose mail everybody could read': [
      { PUBLIC_URL: 'https://login.example.org' },
      'SMTP_URL',
    ],
    'a public origin without https and without mail': [{ PUBLIC_URL: 'http://192.0.2.7' }, 'SMTP_URL'],
    'trust in every IPv4 address': [{ TRUSTED_PROXIES: '10.0.0.0/8,0.0.0.0/0' }, 'TRUSTED_PROXIES'],
    'trust in every IPv6 address': [{ TRUSTED_PROXIES: '::/0' }, 'TRUSTED_PROXIES'],
    'hashing with too little memory': [{ ARGON2_MEMORY_KIB: '19455' }, 'ARGON2_MEMORY_KIB'],
    'hashing with one pass': [{ ARGON2_PASSES: '1' }, 'ARGON2_MEMORY_KIB'],
    'a database server without shared keys': [{ DATABASE_URL: 'postgres://db/latchkey' }, 'SECRET_KEYS'],
  };
  for (const [what, [environment, name]] of Object.entries(refused)) {
    it(`is refused with the reason: ${what}`, () => {
      assert.deepEqual(Object.keys(mistakesIn(environment)), [name]);
    });
  }

  it('is refused together with all others', () => {
    const all = Object.assign({}, ...Object.values(refused).map(([environment]) => environment));
    assert.equal(Object.keys(mistakesIn(all)).length, 4);
  });

  it('has a local mailbox on loopback only', () => {
    for (const origin of [
      'http://localhost',
      'http://127.0.0.1:8080',
      'http://127.1.2.3',
      'http://[::1]:8080',
    ])
      assert.equal(parseConfig({ PUBLIC_URL: origin }).mail.hasLocalMailbox, true, origin);
    assert.equal(parseConfig({ SMTP_URL: 'smtp://mail' }).mail.hasLocalMailbox, false);
    for (const origin of ['http://localhost.example.org', 'http://127.0.0.1.example.org', 'http://10.0.0.1'])
      assert.ok('SMTP_URL' in mistakesIn({ PUBLIC_URL: origin }), origin);
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
    assert.equal(parseConfig({ BRAND_NAME_FILE: file('Acme\n') }).brandName, 'Acme');
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
