// Watch mode: the service starts again when its sources change, and the assets are built again when theirs do.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const env = { LOG_PRETTY: 'true', ...process.env };
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');

const children: ChildProcess[] = [start('--watch', '--watch-preserve-output', join('src', 'main.ts'))];
if (existsSync(join(root, 'vite.config.ts')))
  children.push(start(vite, 'build', '--watch', '--logLevel', 'warn'));

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
for (const child of children) child.once('exit', end);

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
}

function end(): void {
  for (const child of children) child.kill('SIGTERM');
}
