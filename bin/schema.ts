// Writes schema.sql, the whole schema on one page, from a database that was migrated just now.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { migrate } from '../src/platform/database/migrate.ts';
import { openPostgres } from '../src/platform/database/postgres.ts';
import { createLogger } from '../src/platform/logger.ts';
import { createEmptyDatabase, dumpSchema } from '../test/support/empty-database.ts';
import { startServers } from '../test/support/servers.ts';

const root = resolve(import.meta.dirname, '..');
const servers = process.env.TEST_DATABASE_URL ? undefined : await startServers(console.log);
Object.assign(process.env, servers?.addresses);

const { url, drop } = await createEmptyDatabase();
try {
  const log = createLogger({ level: 'silent', isPretty: false });
  const databases = openPostgres({ url, poolSize: 1, log });
  await migrate(databases.primary, join(root, 'migrations'));
  await databases.close();
  writeFileSync(join(root, 'schema.sql'), dumpSchema(url));
} finally {
  await drop();
  await servers?.stop();
}
