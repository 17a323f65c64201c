import { accessSync, constants, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A mistake of the person who starts the service: one sentence, no stack trace. */
export class CannotStart extends Error {}

export interface DataFolder {
  /** Where a file of this name lives inside the folder. */
  path(name: string): string;
  /** Reads a secret, or makes it with `make` and keeps it (mode 0600) for the next start. */
  readOrMake(name: string, make: () => string): string;
  unlock(): void;
}

/**
 * Creates the folder if need be and locks it until the process ends, however it ends: the operating system
 * drops SQLite's file lock with the process, a kill -9 included, so no stale lock can stay behind.
 * Two processes of the embedded Postgres would open one folder without complaint and corrupt it.
 */
export function openDataFolder(folder: string): DataFolder {
  try {
    makeFolder(resolve(folder));
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new CannotStart(
      `The data folder ${folder} cannot be written (${(error as Error).message}). Set DATA_DIR to a folder this user may write.`,
    );
  }
  const lock = takeLock(folder);
  return {
    path: (name) => join(folder, name),
    readOrMake(name, make) {
      const file = join(folder, name);
      const kept = readIfThere(file);
      if (kept !== undefined) return kept;
      const made = make();
      // Under its name only once it is whole: a full disk or a crash must not leave an empty secret behind.
      writeFileSync(`${file}.new`, `${made}\n`, { mode: 0o600, flush: true });
      renameSync(`${file}.new`, file);
      return made;
    },
    unlock: () => lock.close(),
  };
}

function readIfThere(file: string): string | undefined {
  try {
    const kept = readFileSync(file, 'utf8').trim();
    if (!kept) throw new CannotStart(`The file ${file} is empty. Put its content back from a backup.`);
    return kept;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Step by step: Node's own recursive way never returns where a parent cannot hold folders, as under /proc. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function takeLock(folder: string): DatabaseSync {
  const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch {
    lock.close();
    throw new CannotStart(
      `The data folder ${folder} is in use by another Latchkey process. Stop that one, or set DATA_DIR to another folder.`,
    );
  }
}
