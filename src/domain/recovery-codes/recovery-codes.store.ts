import type { Clock } from '#platform/clock.ts';
import { after, minutes } from '#platform/duration.ts';
import type { Keyring } from '#platform/encryption.ts';
import type { Records } from '#platform/short-lived-state/short-lived-state.ts';
import type { SessionId } from '../ids.ts';

export interface ShownOnce {
  /** Keeps new codes, sealed, for the one page that this session shows them on next. */
  keep(sessionId: SessionId, codes: readonly string[]): Promise<void>;
  /** The codes, for the first caller only; a reloaded page makes no new ones and shows none. */
  take(sessionId: SessionId): Promise<string[] | undefined>;
}

const LIFETIME = minutes(5);

export function createShownOnce(deps: { records: Records; keyring: Keyring; clock: Clock }): ShownOnce {
  const { records, keyring, clock } = deps;
  return {
    async keep(sessionId, codes) {
      const { keyId, ciphertext } = keyring.seal(Buffer.from(JSON.stringify(codes)), boundTo(sessionId));
      await records.insert({
        key: keyOf(sessionId),
        value: JSON.stringify([keyId, Buffer.from(ciphertext).toString('base64url')]),
        expiresAt: after(clock.now(), LIFETIME),
      });
    },

    async take(sessionId) {
      const value = await records.take(keyOf(sessionId));
      if (value === undefined) return undefined;
      const [keyId, ciphertext] = JSON.parse(value) as [string, string];
      const sealed = { keyId, ciphertext: Buffer.from(ciphertext, 'base64url') };
      return JSON.parse(Buffer.from(keyring.open(sealed, boundTo(sessionId))).toString());
    },
  };
}

const keyOf = (sessionId: SessionId) => `shown-once:${sessionId}`;
const boundTo = (sessionId: SessionId) => `recovery-codes shown once:${sessionId}`;
