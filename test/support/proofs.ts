import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge } from '#platform/proof-of-work.ts';

/** As clients send it. */
export const encodeProof = (proof: object): string => Buffer.from(JSON.stringify(proof)).toString('base64');

export const solve = async (challenge: Challenge) => ({
  challenge,
  solution: await solveChallenge({ challenge, deriveKey }),
});

export const solvedProof = async (challenge: Challenge): Promise<string> =>
  encodeProof(await solve(challenge));
