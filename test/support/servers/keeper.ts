// Runs the servers as its own children and ends them when the process that asked for them is gone. A process killed
// with -9 cannot clean up after itself, but its end of the channel to this one closes all the same.
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export type Account = { uid: number; gid: number };

export type KeeperRequest =
  | { id: number; kind: 'folder'; owner: Account | undefined }
  | { id: number; kind: 'run'; order: Order }
  | { id: number; kind: 'start'; order: Order };

export type Order = {
  name: string;
  command: string;
  args: string[];
  account?: Account | undefined;
  stopSignal?: NodeJS.Signals;
  stopCommand?: string[];
};

/** `exited` comes once per order: at once for `run`, whenever the server ends for `start`. */
export type KeeperReply =
  | { id: number; kind: 'folder'; path: string }
  | { id: number; kind: 'started'; pid: number }
  | { id: number; kind: 'exited'; code: number | null };

const orders = new Map<ChildProcess, Order>();
let folder = '';

process.on('message', (request: KeeperRequest) => {
  if (request.kind === 'folder') reply({ id: request.id, kind: 'folder', path: makeFolder(request.owner) });
  else follow(request.id, request.order);
});
process.on('disconnect', end);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);

function makeFolder(owner: Account | undefined): string {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-test-'));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  return folder;
}

function follow(id: number, order: Order): void {
  const log = openSync(join(folder, `${order.name}.log`), 'a');
  const child = spawn(order.command, order.args, {
    ...order.account,
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      LC_ALL: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8',
    },
    stdio: ['ignore', log, log],
  });
  orders.set(child, order);
  child.once('spawn', () => reply({ id, kind: 'started', pid: child.pid ?? 0 }));
  child.once('error', () => finished(id, child, null));
  child.once('exit', (code) => finished(id, child, code));
}

function finished(id: number, child: ChildProcess, code: number | null): void {
  orders.delete(child);
  reply({ id, kind: 'exited', code });
}

function reply(message: KeeperReply): void {
  if (process.connected) process.send?.(message, () => {});
}

async function end(): Promise<void> {
  for (const [child, order] of orders) stop(child, order);
  for (let waited = 0; orders.size > 0 && waited < 5000; waited += 20) await wait(20);
  for (const child of orders.keys()) child.kill('SIGKILL');
  while (orders.size > 0) await wait(20);
  if (folder !== '') rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  process.exit();
}

function stop(child: ChildProcess, order: Order): void {
  const [command, ...args] = order.stopCommand ?? [];
  if (command) spawn(command, args, { stdio: 'ignore' }).once('error', () => child.kill('SIGKILL'));
  else child.kill(order.stopSignal ?? 'SIGTERM');
}
