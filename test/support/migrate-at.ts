import { migrate } from '#platform/database/migrate.ts';
import { openPostgres } from '#platform/database/postgres.ts';
import { MIGRATIONS } from './migrations.ts';
import { silentLog } from './silent-log.ts';

/** Makes the tables in a database of the test's own. */
export async function migrateAt(url: string): Promise<void> {
  const databases = openPostgres({ url, poolSize: 1, log: silentLog });
  await migrate(databases.primary, MIGRATIONS);
  await databases.close();
}
