import type { Reading } from '#platform/meters.ts';

/** What is added up: a metric, perhaps only where a label begins in one of these ways. */
interface Source {
  name: string;
  label?: string;
  startsWith?: readonly string[];
}

/** `rate`: events a minute; `level`: the number itself; `mean`: of what was observed, its sum by its count. */
export type LinePlan =
  | { kind: 'rate'; label: string; source: Source }
  | { kind: 'level'; label: string; source: Source; scale: number }
  | { kind: 'mean'; label: string; source: Source; scale: number };

export interface ChartPlan {
  id: string;
  title: string;
  unit: string;
  lines: readonly LinePlan[];
}

const rate = (label: string, name: string, ofLabel?: string, ...startsWith: string[]): LinePlan => ({
  kind: 'rate',
  label,
  source: ofLabel === undefined ? { name } : { name, label: ofLabel, startsWith },
});
const level = (label: string, name: string, scale = 1): LinePlan => ({
  kind: 'level',
  label,
  source: { name },
  scale,
});
const mean = (label: string, name: string): LinePlan => ({
  kind: 'mean',
  label,
  source: { name },
  scale: 1_000,
});

const MIB = 1 / (1_024 * 1_024);
const SIGN_INS = 'sign_in_attempts_total';
const RESPONSES = 'http_responses_total';

/** The page, from top to bottom. At most six lines a chart: there are no more looks to tell them apart by. */
export const CHARTS: readonly ChartPlan[] = [
  {
    id: 'sign-ins',
    title: 'Sign-ins',
    unit: 'a minute',
    lines: [
      rate('Signed in', SIGN_INS, 'outcome', 'signed_in'),
      rate('Asked for a code', SIGN_INS, 'outcome', 'second_factor_required'),
      rate('Wrong', SIGN_INS, 'outcome', 'rejected'),
      rate('Told to wait', SIGN_INS, 'outcome', 'throttled'),
      rate('Asked for work', SIGN_INS, 'outcome', 'proof_required'),
      rate('Not served', SIGN_INS, 'outcome', 'overloaded', 'unavailable', 'failed'),
    ],
  },
  {
    id: 'second-factor',
    title: 'Codes at sign-in',
    unit: 'a minute',
    lines: [
      rate('Right', 'second_factor_attempts_total', 'outcome', 'signed_in'),
      rate('Wrong', 'second_factor_attempts_total', 'outcome', 'rejected'),
      rate('Told to wait', 'second_factor_attempts_total', 'outcome', 'throttled'),
    ],
  },
  {
    id: 'accounts',
    title: 'Accounts',
    unit: 'a minute',
    lines: [
      rate('Sign-ups', 'sign_ups_total', 'outcome', 'verification_sent'),
      rate('Accounts made', 'audit_events_total', 'type', 'account_created'),
      rate('Links asked for', 'password_resets_total', 'step', 'asked'),
      rate('Links mailed', 'password_resets_total', 'step', 'mailed'),
      rate('Passwords reset', 'password_resets_total', 'step', 'reset'),
    ],
  },
  {
    id: 'robots',
    title: 'Against guessing and robots',
    unit: 'a minute',
    lines: [
      rate('Tries refused', 'throttled_total'),
      rate('Traps sprung', 'honeypot_trips_total'),
      rate('Proofs of work asked for', 'proof_of_work_total', 'outcome', 'asked'),
    ],
  },
  {
    id: 'sessions',
    title: 'Sessions',
    unit: 'a minute',
    lines: [
      rate('Started', 'sessions_started_total'),
      rate('Signed out', 'sessions_ended_total', 'reason', 'signed_out', 'device_ended'),
      rate('Ended otherwise', 'sessions_ended_total', 'reason', 'replaced', 'all_ended', 'too_many'),
    ],
  },
  {
    id: 'session-checks',
    title: 'Looks at sessions',
    unit: 'a minute',
    lines: [
      rate('Live', 'session_checks_total', 'result', 'live'),
      rate('None', 'session_checks_total', 'result', 'none'),
      rate('Unknown', 'session_checks_total', 'result', 'unavailable'),
    ],
  },
  {
    id: 'requests',
    title: 'Requests',
    unit: 'a minute',
    lines: [
      rate('Served', RESPONSES, 'status', '2', '3'),
      rate('Refused', RESPONSES, 'status', '4'),
      rate('Failed', RESPONSES, 'status', '5'),
    ],
  },
  {
    id: 'times',
    title: 'Time taken',
    unit: 'ms on average',
    lines: [
      mean('A request', 'http_request_duration_seconds'),
      mean('A password hash', 'password_hash_seconds'),
      mean('A Redis command', 'redis_command_seconds'),
    ],
  },
  {
    id: 'waiting',
    title: 'Waiting',
    unit: 'right now',
    lines: [
      level('Mails', 'mail_queue'),
      level('Hashes', 'password_hash_queue'),
      level('For a database connection', 'db_pool_waiting'),
    ],
  },
  {
    id: 'memory',
    title: 'Memory',
    unit: 'MiB',
    lines: [
      level('Resident', 'process_resident_memory_bytes', MIB),
      level('Heap in use', 'nodejs_heap_size_used_bytes', MIB),
    ],
  },
];

/** The numbers that a line needs, added up: one, or for a mean the sum and the count. */
export function measure({ kind, source }: LinePlan, readings: readonly Reading[]): number[] {
  const names = kind === 'mean' ? [`${source.name}_sum`, `${source.name}_count`] : [source.name];
  return names.map((name) => {
    const found = readings.filter((reading) => reading.name === name && fits(reading, source));
    return found.reduce((total, { value }) => total + value, 0);
  });
}

function fits({ labels }: Reading, { label, startsWith }: Source): boolean {
  if (label === undefined || startsWith === undefined) return true;
  const value = String(labels[label]);
  return startsWith.some((start) => value.startsWith(start));
}
