import { createHmac } from 'node:crypto';
import type { Clock } from '#platform/clock.ts';
import { seconds } from '#platform/duration.ts';
import type { Random } from '#platform/random.ts';
import { isSameProof } from '#platform/token-proof.ts';

export interface OperatorChallenges {
  issue(nonce: string): string;
  /** True once for each that was issued here for this nonce, and for half a minute. */
  consume(nonce: string, challenge: string): boolean;
}

const LIFETIME = seconds(30);
const TIME_BYTES = 6;
const SEAL_BYTES = 26;
/** Only who holds the token can use one up; so many in half a minute are no person's. */
const MOST_CONSUMED = 10_000;

/**
 * What a request must answer to be taken: made for its sender, by this process, just now, and not answered before.
 * Those that are out stand nowhere, since anybody may ask for one and could fill a list; their time is sealed into
 * them. Other instances know nothing of them: a request that was kept back opens nothing there either.
 */
export function createOperatorChallenges({
  clock,
  random,
}: {
  clock: Clock;
  random: Random;
}): OperatorChallenges {
  const key = random.bytes(32);
  const consumed = new Map<string, number>();
  let latest = 0;

  /** A clock that is set back stands still here: otherwise what was forgotten as too old would be good again. */
  const now = () => {
    latest = Math.max(latest, clock.now().getTime());
    return latest;
  };
  /** In the order in which they were used up: the first that is not old ends it. */
  const forgetOld = () => {
    for (const [challenge, usedAt] of consumed) {
      if (usedAt + LIFETIME >= now()) return;
      consumed.delete(challenge);
    }
  };
  const challengeOf = (nonce: string, time: Uint8Array) => {
    const seal = createHmac('sha256', key).update(time).update(nonce).digest().subarray(0, SEAL_BYTES);
    return Buffer.concat([time, seal]).toString('base64url');
  };

  return {
    issue(nonce) {
      const time = Buffer.alloc(TIME_BYTES);
      time.writeUIntBE(now(), 0, TIME_BYTES);
      return challengeOf(nonce, time);
    },

    consume(nonce, challenge) {
      const time = Buffer.from(challenge, 'base64url').subarray(0, TIME_BYTES);
      if (time.length < TIME_BYTES || !isSameProof(challengeOf(nonce, time), challenge)) return false;
      if (time.readUIntBE(0, TIME_BYTES) + LIFETIME < now()) return false;
      forgetOld();
      if (consumed.has(challenge) || consumed.size >= MOST_CONSUMED) return false;
      consumed.set(challenge, now());
      return true;
    },
  };
}
