import { everybodySignsIn } from './herd.ts';
import type { Ledger } from './ledger.ts';
import type { Stack } from './stack.ts';
import {
  cutOffFrom,
  lockPeople,
  misroute,
  reloadNginx,
  replaceInstances,
  setMemoryOfRedis,
} from './strikes.ts';

export interface Fault {
  /** As in docs/threats.md. */
  id: string;
  what: string;
  strike(stack: Stack): Promise<void>;
  /** `perSecond`: the requests that this machine serves beside. */
  heal(stack: Stack, ledger: Ledger, perSecond: number): Promise<void>;
  /** The largest share of requests that may fail from the strike on, in percent. */
  mayFail: Share;
}

/** `page` needs no store, `session` is forward-auth as well. */
export type Share = Record<'page' | 'session' | 'sign_in' | 'sign_out' | 'change', number>;

const REPLICAS = ['postgres-replica-1', 'postgres-replica-2', 'postgres-replica-3'];
const nothing = async () => {};

/**
 * What leaves many changes with an unknown outcome comes after what needs replicas to decide: about these people the
 * primary decides for two minutes. Whatever happens, nobody is signed out, misled, or let in by what is over. */
export const FAULTS: readonly Fault[] = [
  { id: 'F01', what: 'an instance is killed', ...killed('app#1'), mayFail: few(10) },
  { id: 'F01', what: 'an instance is asked to end and comes back', ...stopped('app#2'), mayFail: few(0) },
  {
    id: 'F01',
    what: 'instances are replaced one after the other',
    strike: replaceInstances,
    heal: nothing,
    mayFail: few(0),
  },
  { id: 'F02', what: 'an instance stands still', ...paused('app#1'), mayFail: few(25) },
  { id: 'F03', what: 'one replica is away', ...killed('postgres-replica-1'), mayFail: few(1) },
  { id: 'F05', what: 'replay stands still on one replica', ...replay([REPLICAS[0] ?? '']), mayFail: few(1) },
  { id: 'F05', what: 'replay stands still on every replica', ...replay(REPLICAS), mayFail: few(1) },
  {
    id: 'F06',
    what: 'the primary is killed and comes back',
    ...killed('postgres-primary'),
    // Replicas say who is signed in, but about whom a change was cut off in that moment.
    mayFail: { page: 0, session: 15, sign_in: 100, sign_out: 100, change: 100 },
  },
  {
    id: 'F04',
    what: 'all replicas are away',
    ...killed(...REPLICAS),
    // With no standby left no write can be acknowledged; a sign-in writes.
    mayFail: { page: 0, session: 5, sign_in: 100, sign_out: 100, change: 100 },
  },
  {
    id: 'F08',
    what: 'people cannot be written: somebody locks the table',
    strike: lockPeople,
    heal: nothing,
    mayFail: { page: 0, session: 5, sign_in: 100, sign_out: 100, change: 100 },
  },
  { id: 'F11', what: 'PgBouncer is away', ...stopped('pgbouncer'), mayFail: allBut({ page: 0 }) },
  {
    id: 'F11',
    what: 'PgBouncer lets nobody through (PAUSE)',
    strike: ({ signal }) => signal('USR1', 'pgbouncer'),
    heal: ({ signal }) => signal('USR2', 'pgbouncer'),
    mayFail: allBut({ page: 0 }),
  },
  { id: 'F12', what: 'HAProxy is away', ...stopped('haproxy'), mayFail: few(5) },
  {
    id: 'F12',
    what: "the primary's name leads to a replica",
    ...misroute('postgres-primary', 'postgres-replica-1'),
    mayFail: { page: 0, session: 25, sign_in: 100, sign_out: 100, change: 100 },
  },
  { id: 'F13', what: 'Redis is away', ...stopped('redis'), mayFail: allBut({ page: 0 }) },
  { id: 'F14', what: 'Redis stands still', ...paused('redis'), mayFail: allBut({ page: 0 }) },
  {
    id: 'F15',
    what: 'Redis is full',
    strike: (stack) => setMemoryOfRedis(stack, '1mb'),
    heal: (stack) => setMemoryOfRedis(stack, '256mb'),
    mayFail: { page: 0, session: 1, sign_in: 100, sign_out: 0, change: 100 },
  },
  {
    id: 'F17',
    what: 'Nginx reads its configuration anew, then loses a process',
    strike: reloadNginx,
    heal: nothing,
    mayFail: few(5),
  },
  {
    id: 'F20',
    what: 'an instance is cut off from all its stores',
    strike: ({ disconnect }) => disconnect('data', 'app#1'),
    heal: ({ connect }) => connect('data', 'app#1'),
    mayFail: few(25),
  },
  { id: 'F20', what: 'an instance is cut off from Redis', ...cutOffFrom('redis', 'app#1'), mayFail: few(25) },
  {
    id: 'F20',
    what: 'an instance is cut off from the database',
    ...cutOffFrom('pgbouncer', 'app#1'),
    mayFail: few(30),
  },
  {
    id: 'F22',
    what: 'everybody signs in at once after Redis was away',
    strike: ({ docker }) => docker('stop', 'redis'),
    async heal(stack, { herd }, perSecond) {
      await stack.docker('start', 'redis');
      await everybodySignsIn(stack, herd, perSecond);
    },
    mayFail: { page: 5, session: 100, sign_in: 100, sign_out: 100, change: 100 },
  },
];

type StrikeAndHeal = Pick<Fault, 'strike' | 'heal'>;

function killed(...services: string[]): StrikeAndHeal {
  return undoneBy('start', 'kill', services);
}

function stopped(...services: string[]): StrikeAndHeal {
  return undoneBy('start', 'stop', services);
}

function paused(...services: string[]): StrikeAndHeal {
  return undoneBy('unpause', 'pause', services);
}

function undoneBy(healing: string, striking: string, services: readonly string[]): StrikeAndHeal {
  return {
    strike: (stack) => stack.docker(striking, ...services),
    heal: (stack) => stack.docker(healing, ...services),
  };
}

function replay(replicas: readonly string[]): StrikeAndHeal {
  const onEach = async (stack: Stack, statement: string) => {
    await Promise.all(replicas.map((replica) => stack.sql(replica, statement)));
  };
  return {
    strike: (stack) => onEach(stack, 'SELECT pg_wal_replay_pause()'),
    heal: (stack) => onEach(stack, 'SELECT pg_wal_replay_resume()'),
  };
}

function few(percent: number): Share {
  return { page: percent, session: percent, sign_in: percent, sign_out: percent, change: percent };
}

function allBut(spared: Partial<Share>): Share {
  return { ...few(100), ...spared };
}
