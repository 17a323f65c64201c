import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runCommand } from './command.ts';

const root = resolve(import.meta.dirname, '../..');
const notOurs = new Set(['node_modules', 'dist', 'data', 'coverage', '.git']);

/** Tracked files and those about to be; everything but build results where this is no git checkout. */
export async function listOwnFiles(signal: AbortSignal): Promise<string[]> {
  const git = await runCommand(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    signal,
  ).catch((error) => {
    if (signal.aborted) throw error;
    return undefined;
  });
  return git?.code === 0 ? [...new Set(git.stdout.split('\0').filter((file) => file !== ''))] : walk('');
}

function walk(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).filter(
    ({ name }) => !notOurs.has(name),
  );
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(path);
    return entry.isFile() ? [path] : [];
  });
}
