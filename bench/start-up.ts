import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../test/support/service.ts';
import type { Stage } from './contenders/stage.ts';
import type { Step } from './measures.ts';
import { largestIn, serves } from './processes.ts';

const ROOT = join(import.meta.dirname, '..');

/** `npm start` with nothing configured: the embedded database, in a folder that is new or was used once. */
export function measureStart(stage: Stage, signal: AbortSignal): Step[] {
  const folder = join(stage.folder, 'data');
  let memory: number | undefined;
  return [
    {
      name: 'start, first',
      async run() {
        rmSync(folder, { recursive: true, force: true });
        return { p50Milliseconds: (await startOnce(folder, signal)).took };
      },
    },
    {
      name: 'start, warm',
      async run() {
        const { took, mebibytes } = await startOnce(folder, signal);
        memory = mebibytes;
        return { p50Milliseconds: took };
      },
    },
    { name: 'memory, warm', run: async () => (memory === undefined ? {} : { value: memory }) },
  ];
}

async function startOnce(dataFolder: string, signal: AbortSignal) {
  const [port = 0, managementPort = 0] = await freePorts(2);
  const { PATH, HOME } = process.env;
  const environment = {
    PATH,
    HOME,
    PORT: String(port),
    MANAGEMENT_PORT: String(managementPort),
    PUBLIC_URL: `http://localhost:${port}`,
    DATA_DIR: dataFolder,
  };
  const start = performance.now();
  // A group of its own: npm's shell and the service end together.
  const child = spawn('npm', ['start', '--silent'], {
    cwd: ROOT,
    env: environment,
    stdio: 'ignore',
    detached: true,
  });
  const isOver = once(child, 'exit');
  try {
    while (!(await serves(`http://127.0.0.1:${port}/sign-in`))) {
      signal.throwIfAborted();
      if (child.exitCode !== null) throw new Error('npm start ended by itself');
      await pause(10);
    }
    const took = performance.now() - start;
    return { took, mebibytes: largestIn(child.pid) };
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await isOver;
  }
}
