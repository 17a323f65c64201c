import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { type Databases, writing } from '#platform/database/database.ts';
import { migrate } from '#platform/database/migrate.ts';
import { openPostgres } from '#platform/database/postgres.ts';
import { atEnd } from './at-end.ts';
import { openMigratedEmbedded } from './embedded-template.ts';
import { emptied, type Query, schemaOf } from './emptied.ts';
import { hashOfMigrations, MIGRATIONS } from './migrations.ts';
import { silentLog } from './silent-log.ts';

/** `pooled`: through PgBouncer in transaction mode. */
export type DatabaseKind = 'postgres' | 'pooled' | 'embedded';

export interface TestDatabase {
  databases: Databases;
  /** Address of the cloned database on the real server; undefined for the embedded one. */
  url: string | undefined;
  drop(): Promise<void>;
}

/** A migrated, empty database that is this test's own until it is dropped. */
export async function createTestDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  if (kind === 'embedded') {
    const { databases, drop } = await openMigratedEmbedded();
    return { databases, url: undefined, drop };
  }
  if (kind === 'postgres') return opened.pop() ?? openClone(await cloneDatabase());
  const { name, url, drop } = await cloneDatabase();
  const databases = openPool(withDatabase(requireEnvironment('TEST_PGBOUNCER_URL'), name));
  return {
    databases,
    url,
    async drop() {
      await databases.close();
      await drop();
    },
  };
}

const openPool = (url: string) => openPostgres({ url, poolSize: 5, log: silentLog });

/** Of this process, empty, with connections that nobody uses: to connect takes as long as many a test. */
const opened: TestDatabase[] = [];
atEnd.push(async () => {
  for (const { databases } of opened) await databases.close();
});

function openClone({ url, schema, drop }: Clone & { drop(): Promise<void> }): TestDatabase {
  const databases = openPool(url);
  const query: Query = (statement) => sql.raw(statement).execute(writing(databases.primary));
  const database: TestDatabase = {
    databases,
    url,
    async drop() {
      if (await emptied(query, schema)) return void opened.push(database);
      await databases.close();
      await drop();
    },
  };
  return database;
}

interface Clone {
  url: string;
  name: string;
  schema: string;
}
/** Of this process, empty, with nobody connected: to make one takes ten times as long as to empty it. */
const unused: Clone[] = [];
const made: Clone[] = [];

/** A migrated, empty database on the real server, to which nothing is connected yet. */
export async function cloneDatabase(): Promise<Clone & { drop(): Promise<void> }> {
  const server = requireEnvironment('TEST_DATABASE_URL');
  const clone = unused.pop() ?? (await makeClone(server));
  return {
    ...clone,
    async drop() {
      const { url, schema } = clone;
      const isUsable = await asAdmin(url, (client) => emptied((text) => client.query(text), schema)).catch(
        () => false,
      );
      if (isUsable) unused.push(clone);
      else await remove(server, [clone]);
    },
  };
}

async function remove(server: string, clones: readonly Clone[]): Promise<void> {
  await asAdmin(server, async (admin) => {
    for (const { name } of clones) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
}

atEnd.push(async () => {
  if (made.length > 0) await remove(requireEnvironment('TEST_DATABASE_URL'), made);
});

/** What every clone has when it is new. */
let newSchema: string | undefined;

async function makeClone(server: string): Promise<Clone> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(server, async (admin) => {
    const template = await ensureTemplate(server, admin);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}${await asFiles(admin)}`);
  });
  const url = withDatabase(server, name);
  newSchema ??= await asAdmin(url, (client) => schemaOf((text) => client.query(text)));
  const clone = { name, url, schema: newSchema };
  made.push(clone);
  return clone;
}

/** Copied file by file, as before 15, instead of page by page through the log: in half the time. */
async function asFiles(admin: pg.Client): Promise<string> {
  const { rows } = await admin.query("SELECT current_setting('server_version_num')::int >= 150000 AS can");
  return rows[0].can ? ' STRATEGY file_copy' : '';
}

async function ensureTemplate(server: string, admin: pg.Client): Promise<string> {
  const template = `template_${hashOfMigrations()}`;
  await admin.query('SELECT pg_advisory_lock(4711)');
  try {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount) return template;
    const unfinished = `${template}_unfinished`;
    await admin.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${unfinished}`);
    const databases = openPostgres({ url: withDatabase(server, unfinished), poolSize: 1, log: silentLog });
    await migrate(databases.primary, MIGRATIONS);
    await databases.close();
    await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
    return template;
  } finally {
    await admin.query('SELECT pg_advisory_unlock(4711)');
  }
}

async function asAdmin<Result>(server: string, work: (admin: pg.Client) => Promise<Result>): Promise<Result> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export function requireEnvironment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with npm test or npm run test:only`);
  return value;
}
