import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Databases } from '#platform/database/database.ts';
import { openEmbedded } from '#platform/database/embedded.ts';
import { migrate } from '#platform/database/migrate.ts';
import { hashOfMigrations, MIGRATIONS } from './migrations.ts';

const PACKAGES = join(import.meta.dirname, '..', '..', 'node_modules');
const CACHE = join(PACKAGES, '.cache', 'latchkey');

type Opened = { databases: Databases; drop(): Promise<void> };

/** An embedded database of this test's own. Creating one takes seconds, copying a folder does not. */
export const openEmptyEmbedded = (): Promise<Opened> => openCopy('empty');
export const openMigratedEmbedded = (): Promise<Opened> => openCopy('migrated');

/** Into `dataDir`, as an earlier start would have left it. */
export async function copyMigratedEmbedded(dataDir: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  cpSync(await ensureTemplate('migrated'), join(dataDir, 'postgres'), { recursive: true });
}

async function openCopy(kind: Kind): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-embedded-'));
  cpSync(await ensureTemplate(kind), folder, { recursive: true });
  const databases = await openEmbedded(folder);
  return {
    databases,
    async drop() {
      await databases.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Kind = 'empty' | 'migrated';

/** Named by what is inside, so that a change of it makes a new one; renamed when complete, so never seen half made. */
async function ensureTemplate(kind: Kind): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(PACKAGES, '@electric-sql/pglite/package.json'), 'utf8'));
  const template = join(CACHE, `pglite-${version}-${kind === 'empty' ? kind : hashOfMigrations()}`);
  if (existsSync(template)) return template;
  mkdirSync(CACHE, { recursive: true });
  const unfinished = `${template}-${randomBytes(4).toString('hex')}`;
  const databases = await openEmbedded(unfinished);
  if (kind === 'migrated') await migrate(databases.primary, MIGRATIONS);
  await databases.close();
  try {
    renameSync(unfinished, template);
  } catch {
    // Another test process was faster: its template is as good.
    rmSync(unfinished, { recursive: true, force: true });
  }
  return template;
}
