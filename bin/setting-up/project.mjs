import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Its message is one sentence: what failed, and what to do. */
export class SetupError extends Error {}

const root = resolve(fileURLToPath(import.meta.url), '../../..');
export const inRoot = (...parts) => join(root, ...parts);
export const pinnedNode = inRoot('node_modules', '.bin', 'node');

export function requireWritable(folder = root) {
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new SetupError(
      `the folder ${folder} cannot be written to; make it writable for you and run it again.`,
    );
  }
}

export async function run(command, args) {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: pathWithoutPackages() };
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', () =>
      reject(new SetupError(`\`${command}\` could not be started; install Node with npm and run it again.`)),
    );
    child.on('close', (code) => resolve({ code, output }));
  });
}

// npm must not run on the Node inside node_modules, which `npm ci` removes while it works.
function pathWithoutPackages() {
  const parts = (process.env.PATH ?? '').split(delimiter);
  return parts.filter((part) => !part.endsWith(join('node_modules', '.bin'))).join(delimiter);
}

export async function showing(title, estimate, work) {
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  const { isTTY } = process.stderr;
  process.stderr.write(isTTY ? `${title} (${estimate})` : `${title} (${estimate}) … `);
  const tick = isTTY
    ? setInterval(() => process.stderr.write(`\r${title} (${estimate}) … ${seconds()}`), 100)
    : undefined;
  try {
    await work();
    process.stderr.write(
      isTTY ? `\r${title} (${estimate}) … done in ${seconds()}\n` : `done in ${seconds()}\n`,
    );
  } finally {
    clearInterval(tick);
  }
}
