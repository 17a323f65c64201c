import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Databases, writing } from '#platform/database/database.ts';
import { openEmbedded } from '#platform/database/embedded.ts';
import { copyEmptyDatabase, emptyDatabaseIn } from '#platform/database/empty-database.ts';
import { migrate } from '#platform/database/migrate.ts';
import { atEnd } from './at-end.ts';
import { emptied, type Query, schemaOf } from './emptied.ts';
import { hashOfMigrations, MIGRATIONS } from './migrations.ts';

const PACKAGES = join(import.meta.dirname, '..', '..', 'node_modules');
const CACHE = join(PACKAGES, '.cache', 'latchkey');

type Opened = { databases: Databases; drop(): Promise<void> };

/** An embedded database of this test's own. Creating one takes seconds, copying a folder does not. */
export const openEmptyEmbedded = (): Promise<Opened> => openCopy('empty');

/** Of this process, empty: to open another one takes twenty times as long as to empty it. */
const unused: (Opened & { schema: string })[] = [];

// Left open, its clock for statistics would keep the process from ending for ten seconds.
atEnd.push(async () => {
  for (const each of unused) await each.drop();
});

export async function openMigratedEmbedded(): Promise<Opened> {
  const used = unused.pop() ?? (await openMigrated());
  return {
    databases: used.databases,
    async drop() {
      if (await emptied(asking(used.databases), used.schema)) unused.push(used);
      else await used.drop();
    },
  };
}

async function openMigrated(): Promise<Opened & { schema: string }> {
  const opened = await openCopy('migrated');
  process.once('exit', opened.remove);
  return { ...opened, schema: await schemaOf(asking(opened.databases)) };
}

const asking =
  ({ primary }: Databases): Query =>
  (statement) =>
    sql.raw(statement).execute(writing(primary));

/** Into `dataDir`, as an earlier start would have left it. */
export async function copyMigratedEmbedded(dataDir: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  cpSync(await ensureTemplate('migrated'), join(dataDir, 'postgres'), { recursive: true });
}

async function openCopy(kind: Kind): Promise<Opened & { remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-embedded-'));
  cpSync(await ensureTemplate(kind), folder, { recursive: true });
  const databases = await openEmbedded(folder);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return {
    databases,
    remove,
    async drop() {
      await databases.close();
      remove();
    },
  };
}

type Kind = 'empty' | 'migrated';

/** Named by what is inside, so that a change of it makes a new one; renamed when complete, so never seen half made. */
async function ensureTemplate(kind: Kind): Promise<string> {
  const empty = emptyDatabaseIn(PACKAGES);
  const template = kind === 'empty' ? empty : `${empty}-${hashOfMigrations()}`;
  if (existsSync(template)) return template;
  mkdirSync(CACHE, { recursive: true });
  const unfinished = `${template}-${randomBytes(4).toString('hex')}`;
  copyEmptyDatabase(empty, unfinished);
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
