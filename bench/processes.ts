import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { find } from '../test/support/servers/programs.ts';

const ROOT = join(import.meta.dirname, '..');
const LONGEST_START = 60_000;
const LONGEST_END = 15_000;

export interface Running {
  pid: number | undefined;
  stop(): Promise<void>;
}

export interface Program {
  /** Below the repository's folder. */
  script: string;
  environment: Record<string, string>;
  /** Answers with 200 as soon as it serves. */
  readyAt: string;
  logFile: string;
}

/** Starts a Node program and waits until it serves. It does not outlive this process. */
export async function start({ script, environment, readyAt, logFile }: Program): Promise<Running> {
  const log = openSync(logFile, 'a');
  const endWithParent = join(ROOT, 'test', 'support', 'end-with-parent.mjs');
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', endWithParent, ...profiling(), join(ROOT, script)], {
    cwd: ROOT,
    env: { PATH, HOME, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', log, log],
  });
  await untilServing(child, readyAt, logFile);
  return { pid: child.pid, stop: () => end(child) };
}

/** `BENCH_PROFILE=folder`: every program leaves a profile there. */
const profiling = (): string[] =>
  process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [];

async function untilServing(child: ChildProcess, readyAt: string, logFile: string): Promise<void> {
  const deadline = Date.now() + LONGEST_START;
  while (!(await serves(readyAt))) {
    const isGone = child.exitCode !== null || child.signalCode !== null;
    if (isGone || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(
        `${readyAt} does not serve; its last lines:\n${readFileSync(logFile, 'utf8').slice(-2_000)}`,
      );
    }
    await pause(20);
  }
}

export async function serves(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.text();
    return answer.ok;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const isOver = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_END);
  await isOver;
  clearTimeout(timer);
}

/** Processor time used so far by a process and its threads; `undefined` where there is no /proc. */
export function cpuSecondsOf(pid: number | undefined): number | undefined {
  const stat = readProc(pid, 'stat');
  if (!stat) return undefined;
  // After the name, which may hold spaces: utime and stime are fields 14 and 15 of proc_pid_stat(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** USER_HZ, fixed at 100 on Linux. */
const TICKS_PER_SECOND = 100;

/** Of a group of processes the largest one's resident memory. */
export function largestIn(group: number | undefined): number | undefined {
  const members = processes().filter((pid) => groupOf(pid) === group);
  const sizes = members.map((pid) => residentMebibytesOf(pid) ?? 0);
  return sizes.length > 0 ? Math.max(...sizes) : undefined;
}

function processes(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function groupOf(pid: number): number | undefined {
  const stat = readProc(pid, 'stat');
  return stat === undefined ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
}

function residentMebibytesOf(pid: number | undefined): number | undefined {
  const kibibytes = /VmRSS:\s+(\d+) kB/.exec(readProc(pid, 'status') ?? '')?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1_024;
}

function readProc(pid: number | undefined, file: string): string | undefined {
  if (pid === undefined) return undefined;
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

export function findWrk(): string {
  const wrk = find('wrk');
  if (!wrk) throw new Error('wrk is missing; install it with `apt-get install wrk` or `brew install wrk`');
  return wrk;
}
