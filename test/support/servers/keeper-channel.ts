import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account, KeeperReply, KeeperRequest, Order } from './keeper.ts';
import { ServersUnavailable } from './servers-unavailable.ts';

export type Keeper = Awaited<ReturnType<typeof openKeeper>>;
type Answers = {
  started?: () => void;
  exited?: (code: number | null) => void;
  folder?: (path: string) => void;
};

/** The keeper is a session of its own, so that Ctrl-C in the terminal reaches it only through the closing channel. */
export async function openKeeper(owner: Account | undefined) {
  const child = fork(join(import.meta.dirname, 'keeper.ts'), {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const pending = new Map<number, Answers>();
  let lastId = 0;

  child.on('message', (reply: KeeperReply) => {
    const answers = pending.get(reply.id);
    if (reply.kind === 'folder') answers?.folder?.(reply.path);
    if (reply.kind === 'started') answers?.started?.();
    if (reply.kind === 'exited') answers?.exited?.(reply.code);
  });

  function ask(answers: Answers, request: (id: number) => KeeperRequest): void {
    lastId += 1;
    pending.set(lastId, answers);
    child.send(request(lastId));
  }

  const folder = await new Promise<string>((resolve, reject) => {
    child.once('exit', () =>
      reject(new ServersUnavailable('The process that keeps the test servers ended unexpectedly.')),
    );
    ask({ folder: resolve }, (id) => ({ id, kind: 'folder', owner }));
  });

  return {
    folder,

    /** Once everything runs, an open channel alone must not keep the runner alive. */
    letRunnerEnd(): void {
      child.unref();
      child.channel?.unref();
    },

    /** Runs a command to its end; a failure tells the last lines it wrote. */
    run: (order: Order) =>
      new Promise<void>((resolve, reject) => {
        const exited = (code: number | null) => (code === 0 ? resolve() : reject(failureOf(order, folder)));
        ask({ exited }, (id) => ({ id, kind: 'run', order }));
      }),

    /** Starts a server and waits until `answers` resolves to true. */
    start: (order: Order, answers: () => Promise<boolean>, patience = 30_000) =>
      new Promise<void>((resolve, reject) => {
        let settled = false;
        const fail = () => {
          settled = true;
          reject(failureOf(order, folder));
        };
        const giveUpAt = Date.now() + patience;
        const knock = async () => {
          if (settled) return;
          if (await answers().catch(() => false)) {
            settled = true;
            return resolve();
          }
          if (Date.now() > giveUpAt) return fail();
          setTimeout(knock, 25);
        };
        ask({ started: knock, exited: fail }, (id) => ({ id, kind: 'start', order }));
      }),

    async close(): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.ref();
      const ended = once(child, 'exit');
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

function failureOf(order: Order, folder: string): ServersUnavailable {
  return new ServersUnavailable(
    `${order.name} did not start; it says:\n${lastLines(join(folder, `${order.name}.log`))}`,
  );
}

function lastLines(path: string): string {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-12).join('\n') || '(nothing)';
  } catch {
    return '(nothing)';
  }
}
