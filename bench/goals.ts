import type { Figures } from './load/load.ts';
import { type Measures, medianOf } from './measures.ts';

/** A ratio of two things measured in the same round, or a figure by itself. */
interface Goal {
  id: string;
  what: string;
  of: keyof Figures;
  name: string;
  /** What it is divided by: another measure of the same round, or a figure quoted from elsewhere. */
  by?: string | number;
  least?: number;
  most?: number;
}

export interface GoalResult {
  id: string;
  what: string;
  goal: string;
  median: number;
  minimum: number;
  maximum: number;
  isMet: boolean | undefined;
}

/** Of the Python system that this one replaces, on a machine of the same kind. */
const FORMER_CHECKS_PER_SECOND = 733;
const FORMER_SIGN_INS_PER_SECOND = 8.8;

const GOALS: readonly Goal[] = [
  {
    id: '1',
    what: 'session check / floor, throughput, LOG_LEVEL=warn',
    of: 'perSecond',
    name: 'session',
    by: 'floor',
    least: 0.85,
  },
  {
    id: '1',
    what: 'the same, default logging',
    of: 'perSecond',
    name: 'session, logging',
    by: 'floor',
    least: 0.7,
  },
  {
    id: '1',
    what: 'session check / floor, p99',
    of: 'p99Milliseconds',
    name: 'session',
    by: 'floor',
    most: 1.5,
  },
  { id: '1', what: 'forward-auth / floor, throughput', of: 'perSecond', name: 'forward-auth', by: 'floor' },
  {
    id: '2',
    what: 'session check / Better Auth with Redis',
    of: 'perSecond',
    name: 'session',
    by: 'better-auth, redis',
    least: 12,
  },
  {
    id: '2',
    what: 'session check / Better Auth with cookie cache',
    of: 'perSecond',
    name: 'session',
    by: 'better-auth, cookie',
    least: 12,
  },
  {
    id: '2',
    what: 'session check / Better Auth on Postgres',
    of: 'perSecond',
    name: 'session',
    by: 'better-auth, postgres',
    least: 12,
  },
  {
    id: '3',
    what: 'session check / former system (quoted)',
    of: 'perSecond',
    name: 'session',
    by: FORMER_CHECKS_PER_SECOND,
    least: 15,
  },
  {
    id: '4',
    what: 'CPU of a sign-in / CPU of its hash',
    of: 'cpuMillisecondsEach',
    name: 'sign-in',
    by: 'hash',
    most: 1.15,
  },
  {
    id: '4',
    what: 'sign-ins / hashes alone, throughput',
    of: 'perSecond',
    name: 'sign-in',
    by: 'hash',
    least: 0.85,
  },
  {
    id: '5',
    what: 'sign-ins / Better Auth',
    of: 'perSecond',
    name: 'sign-in',
    by: 'better-auth sign-in',
    least: 5,
  },
  {
    id: '5',
    what: 'sign-ins / former system (quoted)',
    of: 'perSecond',
    name: 'sign-in',
    by: FORMER_SIGN_INS_PER_SECOND,
    least: 10,
  },
  {
    id: '6',
    what: 'session check in a flood of sign-ins / without, throughput',
    of: 'perSecond',
    name: 'session, flood',
    by: 'session, quiet',
    least: 0.5,
  },
  {
    id: '6',
    what: 'the same, p99',
    of: 'p99Milliseconds',
    name: 'session, flood',
    by: 'session, quiet',
    most: 3,
  },
  {
    id: '9',
    what: 'two processes / one, by CPU of a check (2 = free)',
    of: 'value',
    name: 'scaling',
    least: 1.9,
  },
  {
    id: '10',
    what: 'npm start to the first page, first time, s',
    of: 'p50Milliseconds',
    name: 'start, first',
    by: 1_000,
    most: 5,
  },
  {
    id: '10',
    what: 'npm start to the first page, warm, s',
    of: 'p50Milliseconds',
    name: 'start, warm',
    by: 1_000,
    most: 1.5,
  },
  {
    id: '10',
    what: 'resident memory after a warm start, MiB',
    of: 'value',
    name: 'memory, warm',
    most: 450,
  },
  {
    id: '11',
    what: 'pages, Lighthouse: performance, lowest',
    of: 'value',
    name: 'pages, performance',
    least: 100,
  },
  { id: '11', what: 'the same, accessibility', of: 'value', name: 'pages, accessibility', least: 100 },
  { id: '11', what: 'the same, best practices', of: 'value', name: 'pages, best practices', least: 100 },
  {
    id: '11',
    what: 'first visit to the sign-in page, kB over the wire',
    of: 'value',
    name: 'pages, kB of sign-in',
    most: 30,
  },
  { id: '11', what: 'layout shift of any page', of: 'value', name: 'pages, layout shift', most: 0 },
];

/** Goals of which something was measured, in the order of the design. */
export function judge(measures: Measures): GoalResult[] {
  return GOALS.flatMap((goal) => {
    const values = valuesOf(goal, measures);
    if (values.length === 0) return [];
    const median = medianOf(values);
    return {
      id: goal.id,
      what: goal.what,
      goal: wordsOf(goal),
      median,
      minimum: Math.min(...values),
      maximum: Math.max(...values),
      isMet: isMet(goal, median),
    };
  });
}

function valuesOf({ name, by, of }: Goal, measures: Measures): number[] {
  return (measures[name] ?? []).flatMap((measured, round) => {
    const divisor = typeof by === 'string' ? measures[by]?.[round]?.[of] : (by ?? 1);
    const value = measured[of];
    return value === undefined || divisor === undefined ? [] : [value / divisor];
  });
}

function isMet({ least, most }: Goal, median: number): boolean | undefined {
  if (least !== undefined) return median >= least;
  return most === undefined ? undefined : median <= most;
}

const wordsOf = ({ least, most }: Goal): string =>
  least !== undefined ? `≥ ${least}` : most !== undefined ? `≤ ${most}` : '';
