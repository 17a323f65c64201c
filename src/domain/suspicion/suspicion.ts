import type { Clock } from '#platform/clock.ts';
import { after, minutes } from '#platform/duration.ts';
import type { Challenge, ProofOfWork } from '#platform/proof-of-work.ts';
import type { Random } from '#platform/random.ts';
import type { Counters, Records } from '#platform/short-lived-state/short-lived-state.ts';
import type { Client } from '../client.ts';
import { createFlags } from './flags.ts';
import { createProofUse } from './proof-use.ts';
import { createTally, isAlarming, type MinuteTally, type SuspicionThreshold } from './tally.ts';

export type { SuspicionThreshold } from './tally.ts';

/** Where a robot would knock. A proof made for one door opens no other. */
export const DOORS = ['sign_in', 'sign_up', 'forgot_password'] as const;
export type Door = (typeof DOORS)[number];

export interface Visit {
  client: Client;
  door: Door;
  proof: string | undefined;
  /** It signed in to this account before: never asked, never held to smaller budgets. */
  isKnownDevice: boolean;
}

export type Screening = PassedScreening | ProofRequired;
export interface PassedScreening {
  kind: 'passed';
  /** For the throttle: this client's budgets are smaller. */
  isSuspect: boolean;
}
/** Send again with the challenge solved, or after `WAIT_INSTEAD`. */
export interface ProofRequired {
  kind: 'proof_required';
  challenge: Challenge;
}

export const PROOF_OUTCOMES = ['asked', 'solved', 'waited', 'refused'] as const;
export type ProofOutcome = (typeof PROOF_OUTCOMES)[number];

export interface SuspicionDeps {
  records: Pick<Records, 'find' | 'insert' | 'list' | 'take'>;
  counters: Pick<Counters, 'takeTurn' | 'giveBackTurn' | 'clear'>;
  proofOfWork: Pick<ProofOfWork, 'challenge' | 'judge'>;
  clock: Clock;
  random: Pick<Random, 'uuid'>;
  settings: { asksForProof: boolean; threshold: SuspicionThreshold };
  onFlagged?: (door: Door) => void;
  onProof?: (outcome: ProofOutcome) => void;
}

export type Suspicion = ReturnType<typeof createSuspicion>;

const TALLY_LIFETIME = minutes(6);
const TALLIES = 'tallies';

/**
 * Two things make us suspicious: robots' marks on one client, and many failures with few successes over everything
 * (credential stuffing from many addresses, which no budget of an account or a client sees). Then budgets shrink
 * and sign-in, sign-up and forgotten password ask unknown devices for a proof of work.
 */
export function createSuspicion(deps: SuspicionDeps) {
  const { records, counters, proofOfWork, clock, random, settings } = deps;
  const { onFlagged = () => {}, onProof = () => {} } = deps;
  const tally = createTally();
  const instance = random.uuid();
  let isRaised = false;

  const flags = createFlags(records, counters, clock);
  const proofUse = createProofUse(counters);
  const asks = (isRobot: boolean) => settings.asksForProof && (isRaised || isRobot);

  return {
    /** In front of the throttle: whether this visit may go on, and how generously it is counted. */
    async screen({ client, door, proof, isKnownDevice }: Visit): Promise<Screening> {
      if (isKnownDevice) return { kind: 'passed', isSuspect: false };
      const { isFlagged, isRobot } = await flags.look(client);
      const passed = { kind: 'passed', isSuspect: isRaised || isFlagged } as const;
      if (!asks(isRobot)) return passed;
      if (proof === undefined) {
        onProof('asked');
        return { kind: 'proof_required', challenge: await proofOfWork.challenge(door) };
      }

      const judged = await proofOfWork.judge(proof, door);
      if (judged.kind === 'too_early') return { kind: 'proof_required', challenge: judged.challenge };
      if (judged.kind !== 'invalid' && (await proofUse.accept(client, judged))) {
        onProof(judged.kind);
        return passed;
      }
      onProof('refused');
      return { kind: 'proof_required', challenge: await proofOfWork.challenge(door) };
    },

    /** For a form about to be shown, so that the browser works while the person types. */
    async challengeFor(client: Client, door: Door): Promise<Challenge | undefined> {
      const { isRobot } = await flags.look(client);
      return asks(isRobot) ? proofOfWork.challenge(door) : undefined;
    },

    /** A robot betrayed itself: this client is looked at closely for an hour. */
    async flag(client: Client, door: Door): Promise<void> {
      onFlagged(door);
      await flags.raise(client);
    },

    /** An operator knows better; how many flags there were. */
    unflag: (client: Client): Promise<number> => flags.lower(client),

    /** A password was verified, at whichever door; `person`: whose it is, where it was right. */
    note(isRight: boolean, person?: string): void {
      tally.note(clock.now(), isRight, person);
    },

    /** Tells the other instances what this one saw and looks at all of it together. Costs requests nothing. */
    async exchange(): Promise<void> {
      const now = clock.now();
      const own = tally.recent(now);
      if (own.length > 0) {
        const expiresAt = after(now, TALLY_LIFETIME);
        const value = JSON.stringify(own);
        await records.insert({ key: `tally:${instance}`, owner: TALLIES, value, expiresAt });
      }
      const all = await records.list(TALLIES);
      isRaised = isAlarming(
        all.flatMap(({ value }) => JSON.parse(value) as MinuteTally[]),
        now,
        settings.threshold,
      );
    },

    isRaised: () => isRaised,

    /** How many clients betrayed themselves to this instance within the hour. */
    countFlagged: (): number => flags.countHere(),
  };
}
