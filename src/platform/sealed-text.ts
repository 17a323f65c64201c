import type { Keyring } from './encryption.ts';

/** A text that only this service can read and make, in the letters of a cookie or form field. */
export interface SealedTexts {
  /** Opens only where the same `boundTo` is named. */
  seal(text: string, boundTo: string): string;
  /** `undefined` for whatever was not sealed here, under a key still known, and for this. */
  open(sealed: string, boundTo: string): string | undefined;
}

const KEY_ID_BYTES = 8;

export function createSealedTexts(keyring: Pick<Keyring, 'seal' | 'open'>): SealedTexts {
  return {
    seal(text, boundTo) {
      const { keyId, ciphertext } = keyring.seal(Buffer.from(text), boundTo);
      return Buffer.concat([Buffer.from(keyId, 'hex'), ciphertext]).toString('base64url');
    },

    open(sealed, boundTo) {
      const bytes = Buffer.from(sealed, 'base64url');
      const keyId = bytes.subarray(0, KEY_ID_BYTES).toString('hex');
      try {
        const plain = keyring.open({ keyId, ciphertext: bytes.subarray(KEY_ID_BYTES) }, boundTo);
        return Buffer.from(plain).toString();
      } catch {
        return undefined;
      }
    },
  };
}
