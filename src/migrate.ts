import { createLogger } from '#platform/logger.ts';
import { parseConfig } from './config.ts';
import { migrateDatabase } from './open-stores.ts';

/*
 * Migrates and ends: for a deployment where the service itself may not change tables. Takes MIGRATION_DATABASE_URL,
 * or DATABASE_URL. Safe to run from several places at once, and again.
 */
const config = parseConfig(process.env);
const log = createLogger(config.log);
try {
  const applied = await migrateDatabase(config.database, log);
  log.info({ applied }, applied.length > 0 ? 'migrated' : 'nothing to migrate');
} catch (error) {
  log.error({ err: error }, 'not migrated');
  process.exitCode = 1;
}
