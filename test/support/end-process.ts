import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Resolves once it is gone, at once where it is gone already or never was. */
export async function endProcess(
  child: ChildProcess | undefined,
  signal: NodeJS.Signals = 'SIGKILL',
): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
