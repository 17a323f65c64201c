import assert from 'node:assert/strict';
import { createHmac, webcrypto } from 'node:crypto';
import { describe, it } from 'node:test';
import { createFakeClock } from '#test/support/fakes.ts';
import { createKeyring } from './encryption.ts';
import { createRandom } from './random.ts';

const KEY_A = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const KEY_B = Buffer.alloc(32, 0xb0);
const NONCE = Buffer.from('000102030405060708090a0b', 'hex');
const PLAIN = Buffer.from('a secret of somebody');
const ROW = 'totp_secrets.ciphertext:1';
// Made with Python's hmac and the AESGCM of its cryptography package.
const KNOWN = {
  keyId: '630dcd2966c43366',
  ciphertext:
    '000102030405060708090a0b7f35a575a370cfa6a586e940c63eb16d9ddeb2b181fc4a3be73d4046809f80c9ead6e405',
};

const fixed = createRandom(createFakeClock(), () => NONCE);
const random = createRandom(createFakeClock());

describe('sealing', () => {
  it('gives the known ciphertext for a fixed key and nonce', () => {
    const { keyId, ciphertext } = createKeyring([KEY_A], fixed).seal(PLAIN, ROW);
    assert.equal(keyId, KNOWN.keyId);
    assert.equal(Buffer.from(ciphertext).toString('hex'), KNOWN.ciphertext);
  });

  it('is AES-256-GCM under a key that HKDF-SHA-256 derives for this use alone', async () => {
    const derived = hkdf(KEY_A, 'latchkey encryption');
    const key = await webcrypto.subtle.importKey('raw', new Uint8Array(derived), 'AES-GCM', false, [
      'decrypt',
    ]);
    const { ciphertext } = createKeyring([KEY_A], random).seal(PLAIN, ROW);
    const opened = await webcrypto.subtle.decrypt(
      {
        name: 'AES-GCM',
        iv: new Uint8Array(ciphertext.subarray(0, 12)),
        additionalData: new TextEncoder().encode(ROW),
      },
      key,
      new Uint8Array(ciphertext.subarray(12)),
    );
    assert.deepEqual(Buffer.from(opened), PLAIN);
  });

  it('opens again what it sealed, whatever the length', () => {
    const keyring = createKeyring([KEY_A], random);
    for (const length of [0, 1, 15, 16, 17, 5_000]) {
      const plain = Buffer.alloc(length, 'x');
      assert.deepEqual(Buffer.from(keyring.open(keyring.seal(plain, ROW), ROW)), plain);
    }
  });

  it('never seals the same text the same way twice', () => {
    const keyring = createKeyring([KEY_A], random);
    const sealed = new Set(
      Array.from({ length: 50 }, () => Buffer.from(keyring.seal(PLAIN, ROW).ciphertext).toString('hex')),
    );
    assert.equal(sealed.size, 50);
  });

  it('does not open with any bit changed, shortened or emptied', () => {
    const keyring = createKeyring([KEY_A], random);
    const { keyId, ciphertext } = keyring.seal(PLAIN, ROW);
    for (let at = 0; at < ciphertext.length; at += 1) {
      const changed = Buffer.from(ciphertext);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.throws(() => keyring.open({ keyId, ciphertext: changed }, ROW), `byte ${at}`);
    }
    for (const length of [0, 5, 12, 27, ciphertext.length - 1])
      assert.throws(() => keyring.open({ keyId, ciphertext: ciphertext.subarray(0, length) }, ROW));
  });

  it('does not open bound to another row', () => {
    const keyring = createKeyring([KEY_A], random);
    assert.throws(() => keyring.open(keyring.seal(PLAIN, ROW), 'totp_secrets.ciphertext:2'));
    assert.throws(() => keyring.open(keyring.seal(PLAIN, ROW), ''));
  });

  it('does not open with a key that is not in the ring, and says which is missing', () => {
    const sealed = createKeyring([KEY_A], random).seal(PLAIN, ROW);
    assert.throws(() => createKeyring([KEY_B], random).open(sealed, ROW), /630dcd2966c43366.*SECRET_KEYS/);
    const underOtherName = { ...sealed, keyId: createKeyring([KEY_B], random).seal(PLAIN, ROW).keyId };
    assert.throws(() => createKeyring([KEY_B], random).open(underOtherName, ROW));
  });

  it('uses the newest key and opens with older ones, which it calls outdated', () => {
    const old = createKeyring([KEY_A], random).seal(PLAIN, ROW);
    const ring = createKeyring([KEY_B, KEY_A], random);
    assert.deepEqual(Buffer.from(ring.open(old, ROW)), PLAIN);
    assert.equal(ring.isOutdated(old), true);
    const renewed = ring.seal(PLAIN, ROW);
    assert.equal(ring.isOutdated(renewed), false);
    assert.deepEqual(Buffer.from(createKeyring([KEY_B], random).open(renewed, ROW)), PLAIN);
  });

  it('refuses an empty ring', () => {
    assert.throws(() => createKeyring([], random));
  });
});

/** RFC 5869 written out: extract with an empty salt, then one block of expand. */
function hkdf(secret: Uint8Array, use: string): Buffer {
  const extracted = createHmac('sha256', Buffer.alloc(32)).update(secret).digest();
  return createHmac('sha256', extracted)
    .update(use)
    .update(Buffer.from([1]))
    .digest();
}

describe('deriving', () => {
  it('gives each use and each key a secret of its own, newest first', () => {
    const keyring = createKeyring([KEY_A, KEY_B], random);
    const secrets = [...keyring.derive('one use'), ...keyring.derive('another use')];
    assert.equal(new Set(secrets).size, 4);
    assert.equal(secrets[0], Buffer.from(hkdf(KEY_A, 'latchkey one use')).toString('hex'));
    assert.equal(secrets[1], Buffer.from(hkdf(KEY_B, 'latchkey one use')).toString('hex'));
  });
});
