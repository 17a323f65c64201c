import { type BetterAuthMode, openBetterAuth } from './contenders/better-auth-site.ts';
import { openFloor } from './contenders/floor-site.ts';
import { openLatchkey, sessionChecks } from './contenders/latchkey.ts';
import type { Stage } from './contenders/stage.ts';
import { type Figures, type Load, type Measured, measure } from './load/load.ts';
import type { Step } from './measures.ts';
import { measurePages } from './pages.ts';
import { PASSWORD } from './people.ts';
import { measureStart } from './start-up.ts';

export interface Scale {
  /** Rounds of what is compared. */
  rounds: number;
  secondsEach: number;
  people: number;
  withBetterAuth: boolean;
  withStart: boolean;
}

/** Steps that are compared with each other, round by round. */
export type Phase = { name: string; steps: Step[]; rounds?: number };

const CHECKING = 32;
const SIGNING_IN = 8;
/** More than any pool of hash threads has slots on a machine that this is run on. */
const FLOODING = 24;
/** Its sign-ups take long, and what one session costs another costs too. */
const FEW = 16;
const MODES: readonly BetterAuthMode[] = ['redis', 'cookie', 'postgres'];

/** Starts every contender, checks that each answers the right thing, and says what is to be measured. */
export async function preparePhases(stage: Stage, scale: Scale, signal: AbortSignal): Promise<Phase[]> {
  const { people: count, secondsEach } = scale;
  // A machine that is busy otherwise may answer nobody in less.
  const signingInFor = Math.max(secondsEach, 3);
  const latchkey = await openLatchkey(stage, count);
  const { people } = latchkey;
  const floor = await openFloor(stage, latchkey.first.address, people);
  const logging = await latchkey.addProcess('info');
  const hashing = await stage.run(
    'bench/contenders/ceiling.ts',
    { HASH: stage.passwordHash, PASSWORD, AT_ONCE: String(SIGNING_IN) },
    '/',
  );
  const betterAuth = scale.withBetterAuth
    ? await Promise.all(
        MODES.map(async (mode) => ({ mode, ...(await openBetterAuth(stage, mode, Math.min(count, FEW))) })),
      )
    : [];

  const checks = sessionChecks(people);
  const signIns = people.map((person) => person.signIn);
  const session = stage.load('session', latchkey.first, CHECKING, checks);
  const signIn = stage.load('sign-in', latchkey.first, SIGNING_IN, signIns);
  const flood = stage.load('flood', latchkey.first, FLOODING, signIns);
  const step = (name: string, load: Load, seconds = secondsEach): Step => ({
    name,
    run: () => measure(load, seconds, signal),
  });

  const comparing: Phase[] = [
    {
      name: 'session checks',
      steps: [
        step('floor', stage.load('floor', floor, CHECKING, checks)),
        step('session', session),
        step('session, logging', stage.load('logging', logging, CHECKING, checks)),
        step(
          'forward-auth',
          stage.load('forward', latchkey.first, CHECKING, sessionChecks(people, '/forward-auth')),
        ),
        ...betterAuth.map(({ mode, ...site }) =>
          step(
            `better-auth, ${mode}`,
            stage.load(mode, site, CHECKING, sessionChecks(site.people, '/api/auth/get-session')),
          ),
        ),
      ],
    },
    {
      name: 'sign-ins',
      steps: [
        { name: 'hash', run: () => hashesAlone(hashing.address, signingInFor, signal) },
        step('sign-in', signIn, signingInFor),
        ...betterAuth
          .filter(({ mode }) => mode === 'redis')
          .map((site) =>
            step(
              'better-auth sign-in',
              stage.load(
                'better-sign-in',
                site,
                SIGNING_IN,
                site.people.map((person) => person.signIn),
              ),
              signingInFor,
            ),
          ),
      ],
    },
    {
      name: 'a flood',
      steps: [
        step('session, quiet', session),
        { name: 'session, flood', run: () => besideAFlood(session, flood, secondsEach, signal) },
      ],
    },
  ];
  const second = stage.load('second', await latchkey.addProcess('warn'), CHECKING / 2, checks);
  const half = { ...session, connections: CHECKING / 2 };
  comparing.push({
    name: 'two processes',
    steps: [{ name: 'scaling', run: () => scaling(half, second, secondsEach, signal) }],
  });
  if (scale.withStart) {
    comparing.push({ name: 'start', steps: measureStart(stage, signal) });
    comparing.push({ name: 'pages', steps: measurePages(), rounds: 1 });
  }
  return comparing;
}

async function hashesAlone(address: string, seconds: number, signal: AbortSignal): Promise<Figures> {
  return (await fetch(`${address}/?seconds=${seconds}`, { signal })).json() as Promise<Figures>;
}

/** The flood begins before and ends after what it is to disturb. */
async function besideAFlood(
  session: Load,
  flood: Load,
  seconds: number,
  signal: AbortSignal,
): Promise<Measured> {
  const flooding = measure(flood, seconds + 2, signal);
  flooding.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const measured = await measure(session, seconds, signal);
  await flooding;
  return measured;
}

/**
 * How many times the work two processes do when each has the processor it needs: twice the time that one needs for a
 * check alone over the time that it needs beside the other. 2 where they do not disturb each other.
 */
async function scaling(one: Load, two: Load, seconds: number, signal: AbortSignal): Promise<Figures> {
  const alone = await measure(one, seconds, signal);
  const both = await Promise.all([measure(one, seconds, signal), measure(two, seconds, signal)]);
  const each = both.map(({ cpuMillisecondsEach = Number.NaN }) => cpuMillisecondsEach);
  const beside = each.reduce((sum, cpu) => sum + cpu, 0) / each.length;
  const factor = (2 * (alone.cpuMillisecondsEach ?? Number.NaN)) / beside;
  return Number.isNaN(factor) ? {} : { value: factor };
}
