import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { PROJECT, run } from './project.ts';
import { attachToStack, type Stack } from './stack.ts';

const OURS = `label=com.docker.compose.project=${PROJECT}`;
const ENGINE_PID = '/var/run/docker.pid';

/** From whatever an earlier run left to a stack that serves. `variant` as for `bin/stack`. */
export async function bringUp(...variant: string[]): Promise<Stack> {
  if (process.env.KEEP_STACK !== 'yes' && (await engineAnswers())) await takeDown();
  await run('bin/stack', ['up', '--build', ...variant], { isShown: true });
  return attachToStack();
}

/** Nothing is left: neither containers nor their data. Images stay, so that the next build is short. */
export async function takeDown(): Promise<void> {
  const docker = (...args: string[]) => run('docker', args, { isDetached: true });
  await run('bin/stack', ['down', '--volumes'], { isDetached: true });
  // What a fault made by itself.
  const networks = await docker('network', 'ls', '--quiet', '--filter', OURS);
  if (networks.trim() !== '') await docker('network', 'rm', ...networks.trim().split('\n'));
  for (const kind of [
    ['ps', '--all'],
    ['volume', 'ls'],
  ]) {
    const left = await docker(...kind, '--quiet', '--filter', OURS);
    if (left.trim() !== '') throw new Error(`docker ${kind.join(' ')} still lists ${left.trim()}`);
  }
}

export const engineAnswers = (): Promise<boolean> =>
  run('docker', ['info']).then(
    () => true,
    () => false,
  );

/** As `bin/stack` does; answers why there is none. */
export const startEngine = (): Promise<string | undefined> =>
  run('bin/stack', ['engine']).then(
    () => undefined,
    (error: Error) => error.message,
  );

/** The engine that `bin/stack` started on this machine. */
export async function stopEngine(): Promise<void> {
  if (!existsSync(ENGINE_PID)) return;
  process.kill(Number(readFileSync(ENGINE_PID, 'utf8')), 'SIGTERM');
  while (existsSync(ENGINE_PID)) await pause(100);
}
