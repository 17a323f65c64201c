import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { endProcess } from './end-process.ts';
import { answersPing } from './servers/answers.ts';
import { findRedis } from './servers/programs.ts';

/** A Redis server of this test's own, to be stopped and set as the shared one must not be. */
export interface ThrowawayRedis {
  url: string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Accepts connections and answers nothing, until it is thawed. */
  freeze(): void;
  thaw(): void;
  /** Comes back on the same port; with what it had saved before. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

export async function startThrowawayRedis(...settings: string[]): Promise<ThrowawayRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-redis-'));
  const port = await freePort();
  const answers = answersPing(port);
  let child: ChildProcess | undefined;

  const start = async () => {
    const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', ...settings];
    child = spawn(findRedis() ?? 'redis-server', args, { stdio: 'ignore' });
    child.once('error', () => {});
    const giveUpAt = Date.now() + 20_000;
    while (!(await answers().catch(() => false))) {
      if (Date.now() > giveUpAt) throw new Error('the throw-away Redis did not start');
      await wait(10);
    }
  };
  const kill = () => endProcess(child);
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    start,
    async remove() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const listener = createServer();
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  const address = listener.address();
  await once(listener.close(), 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
