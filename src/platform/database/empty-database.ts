import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where setup leaves an empty embedded database, named by the version that made it. */
export function emptyDatabaseIn(packages: string): string {
  const { version } = JSON.parse(readFileSync(join(packages, '@electric-sql/pglite/package.json'), 'utf8'));
  return join(packages, '.cache', 'latchkey', `pglite-${version}-empty`);
}

/**
 * Puts a copy of `empty` at `folder`, unless a database is there already or none lies ready: to create one takes seconds.
 * Under its name only once it is whole, so that a start that was cut off is none.
 */
export function copyEmptyDatabase(empty: string, folder: string): void {
  if (existsSync(join(folder, 'PG_VERSION')) || !existsSync(empty)) return;
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(empty, unfinished, { recursive: true });
  // Removes an empty folder only: whatever is in another one is not ours to judge.
  renameSync(unfinished, folder);
}
