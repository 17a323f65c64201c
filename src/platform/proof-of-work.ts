import { type Challenge, createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Clock } from './clock.ts';
import { between, minutes, seconds } from './duration.ts';
import type { Keyring } from './encryption.ts';

export type { Challenge } from 'altcha-lib';

/** What came back. `key` names the challenge: whoever keeps it sees a second use. */
export type JudgedProof =
  | { kind: 'solved'; key: string }
  /** Nothing was computed, but the challenge is old enough: somebody waited instead. */
  | { kind: 'waited'; key: string }
  | { kind: 'too_early'; challenge: Challenge }
  | { kind: 'invalid' };

export type ProofOfWork = ReturnType<typeof createProofOfWork>;

/** About a quarter of a second on a laptop, one or two on a telephone; checking takes a millisecond. */
const ALGORITHM = 'PBKDF2/SHA-256';
const COST = 3_000;
/** Of a challenge, solved or not. */
export const PROOF_LIFETIME = minutes(15);
/** For those whose browser computes nothing: no script, an old telephone. */
export const WAIT_INSTEAD = seconds(30);

/**
 * Work that a browser does by itself and that costs a guesser as much for every guess; no third party is asked.
 * Challenges are signed and kept nowhere. They are good for one `purpose`.
 */
export function createProofOfWork({ keyring, clock }: { keyring: Pick<Keyring, 'derive'>; clock: Clock }) {
  const secrets = keyring.derive('proof of work');
  const [newest] = secrets;
  if (!newest) throw new Error('proofs of work need a key');

  const verify = async (challenge: Challenge, solution: unknown) => {
    for (const hmacSignatureSecret of secrets) {
      const result = await verifySolution({
        challenge,
        solution: solution as Parameters<typeof verifySolution>[0]['solution'],
        deriveKey,
        hmacSignatureSecret,
      });
      // Not "unless it is invalid": of a challenge that calls itself expired the library looks at no signature.
      if (result.invalidSignature === false) return result;
    }
    return undefined;
  };

  return {
    challenge: (purpose: string): Promise<Challenge> =>
      createChallenge({
        algorithm: ALGORITHM,
        cost: COST,
        deriveKey,
        hmacSignatureSecret: newest,
        data: { purpose, issuedAt: clock.now().getTime() },
      }),

    /** `proof`: base64 of JSON `{ challenge, solution }`, as ALTCHA's clients send it; without a solution somebody waited. */
    async judge(proof: string, purpose: string): Promise<JudgedProof> {
      const { challenge, solution } = parse(proof) ?? {};
      if (!challenge) return { kind: 'invalid' };
      const result = await verify(challenge, solution).catch(() => undefined);
      if (!result) return { kind: 'invalid' };

      // From here on the challenge is one of ours, unchanged.
      const { data, nonce: key } = challenge.parameters;
      const age = between(new Date(Number(data?.issuedAt)), clock.now());
      if (data?.purpose !== purpose || age > PROOF_LIFETIME) return { kind: 'invalid' };
      if (result.verified) return { kind: 'solved', key };
      if (solution !== undefined) return { kind: 'invalid' };
      if (age >= WAIT_INSTEAD) return { kind: 'waited', key };
      return { kind: 'too_early', challenge };
    },
  };
}

/** A proof before it was solved: what a form sends whose page computes nothing. */
export const unsolved = (challenge: Challenge): string =>
  Buffer.from(JSON.stringify({ challenge })).toString('base64');

function parse(proof: string): { challenge: Challenge; solution: unknown } | undefined {
  try {
    const sent = JSON.parse(Buffer.from(proof, 'base64').toString());
    const isChallenge = typeof sent?.challenge?.parameters === 'object' && sent.challenge.parameters !== null;
    return isChallenge ? { challenge: sent.challenge, solution: sent.solution ?? undefined } : undefined;
  } catch {
    return undefined;
  }
}
