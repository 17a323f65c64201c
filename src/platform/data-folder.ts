import {
  accessSync,
  constants,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hashToken } from './hashing.ts';

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
    readOrMake: (name, make) => readOrMakeSecret(join(folder, name), make),
    unlock: () => lock.close(),
  };
}

/**
 * Reads a secret, or makes it with `make` and keeps it for the next start, readable for this user alone (mode 0600).
 * Of several processes that make it at once all go on with the one that came first.
 */
export function readOrMakeSecret(file: string, make: () => string): string {
  const kept = readIfThere(file);
  if (kept !== undefined) return kept;
  makeFolder(dirname(resolve(file)));
  const made = make();
  // Under its name only once it is whole: a full disk or a crash must not leave an empty secret behind.
  const draft = `${file}.${hashToken(made).slice(0, 8)}.new`;
  writeFileSync(draft, `${made}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return readIfThere(file) ?? made;
    // A file system without links.
    renameSync(draft, file);
    return made;
  } finally {
    rmSync(draft, { force: true });
  }
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
  if (isFolder(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process was quicker.
    if (!isFolder(folder)) throw error;
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

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
