// Writes schema.sql, the whole schema on one page, from a database that was migrated just now.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createEmptyDatabase, dumpSchema } from '../test/support/empty-database.ts';
import { migrateAt } from '../test/support/migrate-at.ts';
import { provideServers } from '../test/support/servers.ts';

const root = resolve(import.meta.dirname, '..');
const stopServers = await provideServers(console.log);

const { url, drop } = await createEmptyDatabase();
try {
  await migrateAt(url);
  writeFileSync(join(root, 'schema.sql'), dumpSchema(url));
} finally {
  await drop();
  await stopServers();
}
