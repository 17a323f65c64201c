import assert from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { after, describe, it } from 'node:test';
import { parseConfig } from '#src/config.ts';
import {
  createPasswordHasher,
  Overloaded,
  type Password,
  type PasswordHash,
  parsePassword,
} from './passwords.ts';

const CHEAP = { memoryKib: 8, passes: 1, parallelism: 1 };
const PRODUCTION = { memoryKib: 19_456, passes: 2, parallelism: 1 };
// Made with OpenSSL's argon2id, another implementation than the service's.
const KNOWN =
  '$argon2id$v=19$m=19456,t=2,p=1$YSBzYWx0IG9mIDE2IGIhIQ$NxbZ522mBokXNHcBuUvC7y82n6igrb97z3Ty0IiPwb8' as PasswordHash;

const password = (text: string) => parsePassword(text) as Password;

describe('the password hasher', () => {
  const hasher = createPasswordHasher(CHEAP, { threads: 1 });
  const production = createPasswordHasher(PRODUCTION, { threads: 1 });
  after(() => Promise.all([hasher.close(), production.close()]));

  it('runs with at least the OWASP parameters unless told otherwise', () => {
    assert.deepEqual({ ...parseConfig({}).passwords.argon2 }, PRODUCTION);
  });

  it('verifies a hash that another implementation made, and none but its password', async () => {
    assert.equal(await hasher.verify(KNOWN, password('correct horse battery staple')), true);
    assert.equal(await hasher.verify(KNOWN, password('correct horse battery stapler')), false);
    assert.equal(await hasher.verify(KNOWN, password('Correct horse battery staple')), false);
  });

  it('makes argon2id hashes that another implementation computes alike', async () => {
    const hash = await production.hash(password('correct horse battery staple'));
    const [, salt = '', tag = ''] = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$([^$]+)\$([^$]+)$/.exec(hash) ?? [];
    const expected = argon2Sync('argon2id', {
      message: 'correct horse battery staple',
      nonce: Buffer.from(salt, 'base64'),
      parallelism: 1,
      tagLength: Buffer.from(tag, 'base64').length,
      memory: 19_456,
      passes: 2,
    });
    assert.deepEqual(Buffer.from(tag, 'base64'), expected);
    assert.ok(Buffer.from(salt, 'base64').length >= 16, 'a salt of 128 bits');
  });

  it('salts: one password hashes differently each time', async () => {
    const hashes = await Promise.all([1, 2, 3].map(() => hasher.hash(password('the same phrase'))));
    assert.equal(new Set(hashes).size, 3);
  });

  it('looks at every byte, past the 72nd and the 200th too', async () => {
    const base = 'x'.repeat(199);
    const hash = await hasher.hash(password(`${base}a`));
    assert.equal(await hasher.verify(hash, password(`${base}a`)), true);
    assert.equal(await hasher.verify(hash, password(`${base}b`)), false);
    assert.equal(await hasher.verify(hash, password(base.slice(0, 72))), false);
  });

  it('calls a hash outdated when any cost is below today’s', async () => {
    const costs = (m: number, t: number, p: number) =>
      KNOWN.replace(/m=.*?\$/, `m=${m},t=${t},p=${p}$`) as PasswordHash;
    assert.equal(production.isOutdated(KNOWN), false);
    assert.equal(production.isOutdated(costs(65_536, 3, 1)), false);
    assert.equal(production.isOutdated(costs(19_455, 2, 1)), true);
    assert.equal(production.isOutdated(costs(19_456, 1, 1)), true);
    assert.equal(production.isOutdated(costs(19_456, 2, 2)), true);
    assert.equal(production.isOutdated(KNOWN.replace('argon2id', 'argon2i') as PasswordHash), true);
    assert.equal(production.isOutdated('$2b$12$notargon' as PasswordHash), true);
    assert.equal(production.isOutdated(await hasher.hash(password('a cheap one'))), true);
  });

  it('refuses at once when its queue is full, and goes on afterwards', async () => {
    const asked = Array.from({ length: 60 }, () => hasher.hash(password('a flood of these')));
    const outcomes = await Promise.allSettled(asked);
    const refused = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    assert.ok(refused.length >= 40, `${refused.length} refused`);
    for (const { reason } of refused) assert.ok(reason instanceof Overloaded);
    assert.ok(outcomes.length - refused.length >= 16, 'the queue itself is worked off');
    assert.equal(hasher.waiting(), 0);
    assert.match(await hasher.hash(password('after the flood')), /^\$argon2id\$/);
  });
});
