import { setTimeout as pause } from 'node:timers/promises';
import { type Act, everyday, type Violations } from './acts.ts';
import type { Ledger } from './ledger.ts';
import { guessing, reset, second_step, sign_up } from './rare-acts.ts';
import type { Stack } from './stack.ts';

export type Kind = keyof typeof everyday | 'second_step' | 'reset' | 'sign_up' | 'guess';

export interface Answered {
  kind: Kind;
  /** 0: the connection broke or no answer came in time. */
  status: number;
  ms: number;
  at: number;
}

export interface Load {
  answers: Answered[];
  violations: Violations;
  /** How many guesses of a stranger, who never stops, were looked at. */
  judgedGuesses(): number;
  stop(): Promise<void>;
}

/** A hundred and twenty requests: sign-ins cost both cores most. */
const TURNS = interleave({
  session: 36,
  forward_auth: 24,
  sign_in: 14,
  guess: 14,
  page: 8,
  sign_out: 6,
  old_password: 6,
  old_session: 5,
  change: 4,
  second_step: 1,
  reset: 1,
  sign_up: 1,
});

/** Everybody does what they do, and somebody guesses, and tries what was good once. */
export function startLoad(stack: Stack, ledger: Ledger, perSecond: number, victim: string): Load {
  const { act: guess, judged } = guessing(victim);
  const load: Load = { answers: [], violations: [], judgedGuesses: judged, stop };
  const underWay = new Set<Promise<void>>();
  const busy = new Set<unknown>();
  const asked = new Map<Kind, number>();
  let isRunning = true;

  const ask = <Somebody>(kind: Kind, act: Act<Somebody>, all: readonly Somebody[]): void => {
    // Each kind goes through all people by itself: nobody is for ever asked the same.
    const before = asked.get(kind) ?? 0;
    asked.set(kind, before + 1);
    const somebody = all[before % all.length] as Somebody;
    // One after the other for each person, or the ledger could not tell what came first.
    if (busy.has(somebody)) return;
    const at = Date.now();
    const isKept = kind !== 'sign_up' && kind !== 'guess';
    if (isKept) busy.add(somebody);
    const request = act(stack, somebody, load.violations).then((status) => {
      load.answers.push({ kind, status, ms: Date.now() - at, at });
      busy.delete(somebody);
      underWay.delete(request);
    });
    underWay.add(request);
  };
  const askFor = (kind: Kind): void => {
    if (kind === 'guess') ask(kind, guess, [undefined]);
    else if (kind === 'second_step') ask(kind, second_step, ledger.holders);
    else if (kind === 'reset') ask(kind, reset, ledger.forgetful);
    else if (kind === 'sign_up') ask(kind, sign_up, [ledger]);
    else ask(kind, everyday[kind], ledger.people);
  };
  const loop = (async () => {
    for (let count = 0; isRunning; count += 1) {
      askFor(TURNS[count % TURNS.length] as Kind);
      await pause(1_000 / perSecond);
    }
  })();

  async function stop(): Promise<void> {
    isRunning = false;
    await loop;
    await Promise.all(underWay);
  }
  return load;
}

/** Spread evenly, so that each second holds a little of everything. */
function interleave(counts: Partial<Record<Kind, number>>): Kind[] {
  return Object.entries(counts)
    .flatMap(([kind, count]) =>
      Array.from({ length: count }, (_, index) => ({ kind: kind as Kind, at: (index + 0.5) / count })),
    )
    .sort((one, other) => one.at - other.at)
    .map(({ kind }) => kind);
}
