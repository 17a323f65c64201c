import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { listOwnFiles } from '../checks/own-files.ts';

const root = resolve(import.meta.dirname, '../..');

/** The project in a folder of its own, so that a defence taken out of it is never missing here. */
export interface Copy {
  folder: string;
  read(file: string): string;
  /** Runs `work` while these files stand there instead; the former ones come back whatever happens. */
  having<Result>(files: ReadonlyMap<string, string>, work: () => Promise<Result>): Promise<Result>;
  remove(): void;
}

export async function copyProject(signal: AbortSignal): Promise<Copy> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-defences-'));
  for (const file of await listOwnFiles(signal)) {
    // Deleted and still tracked.
    if (!existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(root, file), join(folder, file));
  }
  for (const built of ['node_modules', 'dist']) symlinkSync(join(root, built), join(folder, built));
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');

  return {
    folder,
    read,
    async having(files, work) {
      const former = [...files.keys()].map((file) => [file, read(file)] as const);
      try {
        for (const [file, text] of files) writeFileSync(join(folder, file), text);
        return await work();
      } finally {
        for (const [file, text] of former) writeFileSync(join(folder, file), text);
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
