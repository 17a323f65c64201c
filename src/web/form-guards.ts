import type { FastifyRequest } from 'fastify';
import type { Door, ProofRequired, Suspicion } from '#domain/suspicion/suspicion.ts';
import { isUnavailable } from '#platform/database/unavailable.ts';
import { inSeconds } from '#platform/duration.ts';
import { unsolved, WAIT_INSTEAD } from '#platform/proof-of-work.ts';
import { clientOf } from './client.ts';
import { Problem } from './errors.ts';
import { de } from './guard.words.de.ts';
import { en } from './guard.words.en.ts';
import { type Reader, wordsOf } from './language.ts';
import type { FormStamps } from './signs.ts';

/** What a form carries against robots. */
export interface FormGuard {
  openedAt: string;
  /** A challenge that the browser solves while the person types, or waits for. */
  proof?: { unsolved: string; waitSeconds: number } | undefined;
}

/** What is said above a form that is shown again because of its guard. */
export const guardWords = (reader: Reader): typeof en => wordsOf(reader, { en, de });

export type FormGuards = ReturnType<typeof createFormGuards>;

export function createFormGuards({
  stamps,
  suspicion,
}: {
  stamps: Pick<FormStamps, 'make'>;
  suspicion: Pick<Suspicion, 'challengeFor'>;
}) {
  /** Without the store nobody is suspect yet; sending the form will say that the store is away. */
  const findChallenge = async (request: FastifyRequest, door: Door) => {
    try {
      return await suspicion.challengeFor(clientOf(request), door);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      request.log.warn({ err: error }, 'whether somebody is suspect cannot be known');
      return undefined;
    }
  };

  return {
    /** For a form about to be shown; `asked`: again, because of this. */
    async of(request: FastifyRequest, door: Door, asked?: ProofRequired): Promise<FormGuard> {
      const challenge = asked?.challenge ?? (await findChallenge(request, door));
      return {
        openedAt: stamps.make({ isShownAgain: request.method === 'POST' }),
        proof: challenge && { unsolved: unsolved(challenge), waitSeconds: inSeconds(WAIT_INSTEAD) },
      };
    },
  };
}

/** For a client of the API. */
export function proofRequired({ challenge }: ProofRequired): Problem {
  return new Problem('proof_of_work_required', {
    detail: `Send the same again with "proof": base64 of {"challenge", "solution"}; or after ${inSeconds(WAIT_INSTEAD)} seconds without the solution.`,
    members: { challenge },
  });
}
