import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import type { Random } from './random.ts';

/** Ciphertext at rest with the id of the key that made it. */
export interface Sealed {
  keyId: string;
  ciphertext: Uint8Array;
}

export interface Keyring {
  /** Newest first. */
  keys: readonly { id: string; isRandom: boolean }[];
  /**
   * AES-256-GCM under the newest key. `boundTo` (table, column and row id) becomes the additional
   * authenticated data, so a ciphertext copied to another person's row does not open there.
   */
  seal(plain: Uint8Array, boundTo: string): Sealed;
  /** Opens with whichever key sealed it; throws when the key is gone or anything was changed. */
  open(sealed: Sealed, boundTo: string): Uint8Array;
  /** True when an older key sealed it: the caller may seal again. */
  isOutdated(sealed: Sealed): boolean;
  /** A secret of its own for one more use, from each key, newest first: the first makes, all check. */
  derive(use: string): readonly string[];
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `secrets`: 32-byte keys, newest first. Each use gets a key of its own by HKDF (RFC 5869). */
export function createKeyring(secrets: readonly Uint8Array[], random: Random): Keyring {
  const keys = secrets.map((secret) => ({
    id: createHash('sha256').update(secret).digest('hex').slice(0, 16),
    encryption: derive(secret, 'encryption'),
  }));
  const newest = keys[0];
  if (!newest) throw new Error('a keyring needs at least one key');

  return {
    keys: secrets.map((secret, index) => ({ id: keys[index]?.id ?? '', isRandom: looksRandom(secret) })),

    seal(plain, boundTo) {
      const nonce = random.bytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, newest.encryption, nonce).setAAD(Buffer.from(boundTo));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return { keyId: newest.id, ciphertext: Buffer.concat([nonce, body, cipher.getAuthTag()]) };
    },

    open({ keyId, ciphertext }, boundTo) {
      const key = keys.find(({ id }) => id === keyId);
      if (!key) throw new Error(`no secret key with id ${keyId}: was it removed from SECRET_KEYS too early?`);
      const nonce = ciphertext.subarray(0, NONCE_BYTES);
      const body = ciphertext.subarray(NONCE_BYTES, -TAG_BYTES);
      const decipher = createDecipheriv(ALGORITHM, key.encryption, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(boundTo))
        .setAuthTag(ciphertext.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(body), decipher.final()]);
    },

    isOutdated: ({ keyId }) => keyId !== newest.id,
    derive: (use) => secrets.map((secret) => derive(secret, use).toString('hex')),
  };
}

/** Of 32 random bytes about 30 differ, and not all of them are letters and signs: what somebody typed is often both. */
const looksRandom = (secret: Uint8Array): boolean =>
  new Set(secret).size >= 16 && secret.some((byte) => byte < 0x20 || byte > 0x7e);

function derive(secret: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `latchkey ${use}`, 32));
}
