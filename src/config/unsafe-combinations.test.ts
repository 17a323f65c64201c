import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mistakesIn } from '#test/support/config-mistakes.ts';
import { type Environment, parseConfig } from '../config.ts';

describe('an unsafe combination of settings', () => {
  const refused: Record<string, [Environment, string]> = {
    'a public origin whose mail everybody could read': [
      { PUBLIC_URL: 'https://login.example.org' },
      'SMTP_URL',
    ],
    'a public origin without https and without mail': [{ PUBLIC_URL: 'http://192.0.2.7' }, 'SMTP_URL'],
    'trust in every IPv4 address': [{ TRUSTED_PROXIES: '10.0.0.0/8,0.0.0.0/0' }, 'TRUSTED_PROXIES'],
    'trust in every IPv6 address': [{ TRUSTED_PROXIES: '::/0' }, 'TRUSTED_PROXIES'],
    'an app on plain http beside a service on https': [
      {
        PUBLIC_URL: 'https://login.example.org',
        SMTP_URL: 'smtp://mail',
        FORWARD_AUTH_ORIGINS: 'https://a.example,http://b.example',
      },
      'FORWARD_AUTH_ORIGINS',
    ],
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
    assert.equal(Object.keys(mistakesIn({ ...all, SMTP_URL: '' })).length, 5);
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
