import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Outcome } from './outcome.ts';

const root = resolve(import.meta.dirname, '../..');

export type Finished = { code: number | null; stdout: string; all: string };

export function runCommand(command: string, args: string[], signal: AbortSignal): Promise<Finished> {
  return new Promise((settle, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], signal });
    let stdout = '';
    let all = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      all += chunk;
    });
    child.stderr.on('data', (chunk) => {
      all += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => settle({ code, stdout, all }));
  });
}

/** A step that is one command of this project's packages. */
export function tool(name: string, ...args: string[]): (signal: AbortSignal) => Promise<Outcome> {
  return async (signal) => {
    const { code, all } = await runCommand(resolve(root, 'node_modules/.bin', name), args, signal);
    return code === 0 ? { kind: 'passed' } : { kind: 'failed', output: all.trim() };
  };
}
