import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { type PrimaryDb, writing } from './database.ts';

const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

/**
 * Applies the numbered SQL files that the database does not have yet, all or none, and returns their names.
 * Kysely's migrator keeps the book and holds an advisory lock, so two starting processes do not collide;
 * it needs a direct connection, not one through a pooler.
 */
export async function migrate(db: PrimaryDb, folder: string): Promise<string[]> {
  if ((await listMissing(db, folder)).length === 0) return [];
  const migrator = new Migrator({
    db: writing(db),
    provider: { getMigrations: () => readMigrations(folder) },
    migrationTableName: 'schema_migrations',
    migrationLockTableName: 'schema_migrations_lock',
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) {
    const failed = results.find(({ status }) => status === 'Error');
    throw new Error(`migration ${failed?.migrationName ?? ''} failed`, { cause: error });
  }
  return results.map(({ migrationName }) => migrationName);
}

/**
 * Names of what the database does not have yet. One cheap question at every ordinary start; the migrator itself looks at
 * the whole catalogue.
 */
export async function listMissing(db: PrimaryDb, folder: string): Promise<string[]> {
  const names = (await listFiles(folder)).map(nameOf);
  const { rows } = await sql<{ known: boolean }>`
    SELECT to_regclass('schema_migrations') IS NOT NULL AS known
  `.execute(writing(db));
  if (!rows[0]?.known) return names;
  const applied = await sql<{ name: string }>`SELECT name FROM schema_migrations`.execute(writing(db));
  const known = new Set(applied.rows.map(({ name }) => name));
  // More than ours: a newer version is being rolled out beside this one, and only ever adds.
  return names.filter((name) => !known.has(name));
}

async function readMigrations(folder: string): Promise<Record<string, Migration>> {
  const files = await listFiles(folder);
  const migrations = files.map(async (file): Promise<[string, Migration]> => {
    const script = await readFile(join(folder, file), 'utf8');
    return [nameOf(file), { up: (db) => runAll(db, script) }];
  });
  return Object.fromEntries(await Promise.all(migrations));
}

async function listFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((file) => FILE_NAME.test(file)).sort();
}

const nameOf = (file: string): string => file.replace(/\.sql$/, '');

async function runAll(db: Parameters<Migration['up']>[0], script: string): Promise<void> {
  for (const statement of splitStatements(script)) await sql.raw(statement).execute(db);
}

/**
 * A statement ends with a semicolon at the end of a line; `$$` bodies are kept whole.
 * The embedded driver takes one statement at a time.
 */
export function splitStatements(script: string): string[] {
  const statements: string[] = [];
  let current = '';
  let isInsideBody = false;
  for (const line of script.split('\n')) {
    current += `${line}\n`;
    if ((line.split('$$').length - 1) % 2 === 1) isInsideBody = !isInsideBody;
    if (isInsideBody || !/;\s*$/.test(line)) continue;
    statements.push(current.trim());
    current = '';
  }
  const rest = current.replace(/^\s*--.*$/gm, '').trim();
  if (rest) statements.push(rest);
  return statements;
}
