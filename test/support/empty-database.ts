import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { requireEnvironment } from './database.ts';
import { findPostgres } from './servers/programs.ts';

export interface EmptyDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A database without any table on the real server. */
export async function createEmptyDatabase(): Promise<EmptyDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name}`);
  const url = new URL(requireEnvironment('TEST_DATABASE_URL'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function asAdmin(statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: requireEnvironment('TEST_DATABASE_URL') });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}

const HEADER = `-- The whole schema as the migrations leave it, for reading. Generated: npm run schema
`;

/** The schema as `pg_dump` tells it, without what differs from one version of Postgres to the next. */
export function dumpSchema(url: string): string {
  return `${HEADER}\n${dump(url, ['--schema-only', '--no-security-labels'])}\n`;
}

/** Its rows as statements; which migrations made the tables is left out. */
export function dumpRows(url: string): string {
  return dump(url, ['--data-only', '--column-inserts', '--exclude-table=schema_migrations*']);
}

function dump(url: string, options: readonly string[]): string {
  // On the path there may be a link to `postgres` alone: its own folder holds the rest of the same version.
  const postgres = realpathSync(join(findPostgres() ?? '', 'postgres'));
  const pgDump = join(dirname(postgres), 'pg_dump');
  const always = ['--no-owner', '--no-privileges', '--no-tablespaces'];
  const { status, stdout, stderr, error } = spawnSync(pgDump, [...always, ...options, url], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`pg_dump failed: ${error?.message ?? stderr}`);
  const lines = stdout
    .split('\n')
    .filter((line) => !/^(--|SET |SELECT pg_catalog\.|\\(un)?restrict )/.test(line));
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
