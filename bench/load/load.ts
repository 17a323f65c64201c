import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpuSecondsOf, findWrk } from '../processes.ts';

/** One request of a load; `cookie`, `origin` and `body` may be empty. */
export interface LoadRequest {
  method: 'GET' | 'POST';
  path: string;
  cookie: string;
  origin: string;
  body: string;
}

/** A load at one address: its requests are sent in turn, over and over. */
export interface Load {
  address: string;
  /** Whose processor time is counted. */
  pid: number | undefined;
  file: string;
  connections: number;
}

export interface Measured {
  perSecond: number;
  p50Milliseconds: number;
  p99Milliseconds: number;
  /** `undefined` where the system does not tell. */
  cpuMillisecondsEach: number | undefined;
}

/** Some of that, or a figure of another kind. */
export type Figures = Partial<Measured> & { value?: number };

export function writeRequests(folder: string, name: string, requests: readonly LoadRequest[]): string {
  const file = join(folder, `${name}.tsv`);
  const lines = requests.map(({ method, path, cookie, origin, body }) =>
    [method, path, cookie, origin, body].join('\t'),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

const LONGEST = 60;

/** Throws when an answer was none of the expected kind: a fast refusal is no result. */
export async function measure(load: Load, seconds: number, signal: AbortSignal): Promise<Measured> {
  const before = cpuSecondsOf(load.pid);
  const { requests, microseconds, failed, p50, p99 } = await runWrk(load, seconds, signal);
  const after = cpuSecondsOf(load.pid);
  // A machine that is busy otherwise may finish nothing in so short a time.
  if (requests === 0 && failed === 0 && seconds < LONGEST) return measure(load, 2 * seconds, signal);
  if (requests === 0 || failed > 0)
    throw new Error(`${load.address}: ${failed} of ${requests} requests of ${load.file} failed`);
  return {
    perSecond: requests / (microseconds / 1_000_000),
    p50Milliseconds: p50 / 1_000,
    p99Milliseconds: p99 / 1_000,
    cpuMillisecondsEach:
      before === undefined || after === undefined ? undefined : (1_000 * (after - before)) / requests,
  };
}

interface WrkResult {
  requests: number;
  microseconds: number;
  failed: number;
  p50: number;
  p99: number;
}

async function runWrk(load: Load, seconds: number, signal: AbortSignal): Promise<WrkResult> {
  const script = join(import.meta.dirname, 'requests.lua');
  const options = ['-t1', `-c${load.connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script];
  const child = spawn(findWrk(), [...options, load.address, '--', load.file], { signal });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  await once(child, 'close');
  const result = /^RESULT (.*)$/m.exec(output)?.[1];
  if (!result) throw new Error(`wrk said nothing of use:\n${output}`);
  return JSON.parse(result);
}
