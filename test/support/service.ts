import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Environment } from '#src/config.ts';
import { cloneDatabase } from './database.ts';
import { copyMigratedEmbedded } from './embedded-template.ts';

/** The real service as a process of its own. Nothing runs before `start`, and it may start again and again. */
export interface TestService {
  /** What people type; the address that requests are sent to, since `localhost` may be two. */
  url: string;
  address: string;
  managementAddress: string;
  dataDir: string;
  /** Resolves once a page is answered. */
  start(environment?: Environment): Promise<void>;
  /** For a start that is expected to fail. */
  attempt(environment?: Environment): Promise<{ code: number | null; errors: string }>;
  /** Resolves to the exit code once the process is gone; `null` where the signal itself ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
  /** While it goes on running. */
  signal(signal: NodeJS.Signals): void;
  /** Everything printed so far, over all starts. */
  output(): string;
  /** Its log lines of level warn and above. */
  warnings(): Record<string, unknown>[];
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

const ROOT = join(import.meta.dirname, '..', '..');
const LONGEST_START = 120_000;
const LONGEST_END = 60_000;
const WARN = 40;

/** The cheapest argon2, and limits that one busy address does not reach. */
const TEST_ENVIRONMENT: Environment = {
  ALLOW_WEAK_HASHING: 'true',
  ARGON2_MEMORY_KIB: '8',
  ARGON2_PASSES: '1',
  LIMIT_SIGN_UP_CLIENT_HOURLY: '10000',
  LIMIT_MAIL_CLIENT_HOURLY: '10000',
};

interface ProcessOptions {
  /** Where what is printed goes, if to a file of the caller's own. */
  out?: number | 'pipe';
  /** Of another version's checkout, which makes its database itself. */
  root?: string;
  /**
   * Unless the environment names one: a migrated database of its own on the tests' server, which is opened soonest;
   * or the embedded one of somebody who configured nothing, left by an earlier start or to be made by the first.
   */
  database?: 'server' | 'embedded' | 'new embedded';
}

/** Reserves ports and a data folder, which stay the same over starts, so that mailed links keep their meaning. */
export async function prepareService(
  environment: Environment = {},
  options: ProcessOptions = {},
): Promise<TestService> {
  const [port = 0, managementPort = 0] = await freePorts(2);
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-test-'));
  const url = `http://localhost:${port}`;
  const address = `http://127.0.0.1:${port}`;
  const own: Record<string, string | undefined> = {
    ...TEST_ENVIRONMENT,
    PUBLIC_URL: url,
    PORT: String(port),
    MANAGEMENT_PORT: String(managementPort),
    DATA_DIR: join(folder, 'data'),
    ...environment,
  };
  const isDatabaseNamed = own.DATABASE_URL || environment.DATA_DIR || options.root;
  const database = isDatabaseNamed ? 'new embedded' : (options.database ?? 'server');
  if (database === 'embedded') await copyMigratedEmbedded(String(own.DATA_DIR));
  const clone = database === 'server' ? await cloneDatabase() : undefined;
  if (clone) {
    own.DATABASE_URL = clone.url;
    own.SECRET_KEYS ??= Buffer.alloc(32, 5).toString('base64url');
  }
  let child: ChildProcess | undefined;
  let output = '';
  let errors = '';

  const spawnChild = (more: Environment): ChildProcess => {
    const spawned = spawnService({ ...own, ...more }, options);
    errors = '';
    spawned.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    spawned.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text;
      errors += text;
    });
    return spawned;
  };

  const service: TestService = {
    url,
    address,
    managementAddress: `http://127.0.0.1:${managementPort}`,
    dataDir: String(own.DATA_DIR),
    async start(more = {}) {
      const started = spawnChild(more);
      child = started;
      const deadline = Date.now() + LONGEST_START;
      while (!(await answers(address))) {
        const isGone = started.exitCode !== null || started.signalCode !== null;
        if (isGone || Date.now() > deadline) throw new Error(`the service did not start:\n${output}`);
        await pause(25);
      }
    },
    async attempt(more = {}) {
      child = spawnChild(more);
      const [code] = await once(child, 'close', { signal: AbortSignal.timeout(LONGEST_START) });
      return { code, errors };
    },
    async end(signal = 'SIGTERM') {
      const ended = child;
      child = undefined;
      if (!ended) return null;
      if (ended.exitCode !== null || ended.signalCode !== null) return ended.exitCode;
      const isOver = once(ended, 'close', { signal: AbortSignal.timeout(LONGEST_END) });
      ended.kill(signal);
      try {
        const [code] = await isOver;
        return code;
      } catch {
        ended.kill('SIGKILL');
        throw new Error(`${signal} did not end the service:\n${output}`);
      }
    },
    signal: (signal) => void child?.kill(signal),
    output: () => output,
    warnings: () => warningsIn(output),
    async remove() {
      await service.end('SIGKILL');
      await clone?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return service;
}

/** Nothing of the surrounding environment reaches it, and it does not outlive this process. */
function spawnService(environment: Environment, { out = 'pipe', root = ROOT }: ProcessOptions): ChildProcess {
  const { PATH, HOME, TMPDIR } = process.env;
  const endWithParent = join(import.meta.dirname, 'end-with-parent.mjs');
  // What people run; a copy of the sources may have none.
  const built = join('bundle', 'main.js');
  const entry = existsSync(join(root, built)) ? built : join('src', 'main.ts');
  return spawn(process.execPath, ['--import', endWithParent, entry], {
    cwd: root,
    env: { PATH, HOME, TMPDIR, ...environment },
    stdio: ['ignore', out, 'pipe'],
  });
}

async function answers(address: string): Promise<boolean> {
  try {
    const answer = await fetch(`${address}/sign-in`, { signal: AbortSignal.timeout(2_000) });
    await answer.text();
    return answer.ok;
  } catch {
    return false;
  }
}

/** All are held open at once, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const listeners = await Promise.all(Array.from({ length: count }, listen));
  const ports = listeners.map(portOf);
  await Promise.all(listeners.map((listener) => once(listener.close(), 'close')));
  return ports;
}

export async function listen(): Promise<Server> {
  const listener = createServer();
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  return listener;
}

export function portOf(listener: Server): number {
  const address = listener.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function warningsIn(output: string): Record<string, unknown>[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ level }) => Number(level) >= WARN);
}
