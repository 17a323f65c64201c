import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** This version with one more migration, and code that uses what it adds: what the next release might be. */
export interface NextVersion {
  root: string;
  /** As `node src/migrate.ts` of that version; throws where it fails. */
  migrate(databaseUrl: string): void;
  remove(): void;
}

const ROOT = join(import.meta.dirname, '..', '..');
const ADDED = join(ROOT, 'test', 'upgrade', 'next');

/** Each text that is replaced must be there, or the test is stale. */
const EDITS: [file: string, from: string, to: string][] = [
  ['src/domain/users/users.repository.ts', '.values(row)', ".values({ ...row, made_by: 'next' })"],
  [
    'src/domain/users/users.repository.ts',
    'return inserted !== undefined;',
    `if (!inserted) return false;
  await writing(tx).insertInto('user_versions').values({ user_id: row.id, version: 'next' }).execute();
  return true;`,
  ],
  // People see whether this version made them and whether this version answers.
  [
    'src/domain/users/users.repository.ts',
    'firstName: row.first_name,',
    "firstName: row.made_by ? 'Made and read by the next' : 'Read by the next',",
  ],
];

export function makeNextVersion(): NextVersion {
  const root = mkdtempSync(join(tmpdir(), 'latchkey-next-'));
  for (const part of ['src', 'migrations', 'package.json'])
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  for (const part of ['node_modules', 'dist']) symlinkSync(join(ROOT, part), join(root, part));
  cpSync(ADDED, join(root, 'migrations'), { recursive: true });
  for (const [file, from, to] of EDITS) {
    const text = readFileSync(join(root, file), 'utf8');
    if (text.split(from).length !== 2) throw new Error(`${file} does not say once: ${from}`);
    writeFileSync(join(root, file), text.replace(from, to));
  }
  return {
    root,
    migrate(databaseUrl) {
      const { status, stdout } = spawnSync(process.execPath, ['src/migrate.ts'], {
        cwd: root,
        env: { PATH: process.env.PATH, MIGRATION_DATABASE_URL: databaseUrl },
        encoding: 'utf8',
      });
      if (status !== 0 || !stdout.includes('9001_')) throw new Error(`not migrated: ${stdout}`);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
