import type { Environment } from '#src/config.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { startThrowawayRedis } from './throwaway-redis.ts';

/** Stores for processes of the service that no other test comes near, and one set of keys. */
export interface OwnStores {
  /** Where they are, as settings. */
  environment: Environment;
  database: TestDatabase;
  remove(): Promise<void>;
}

/** Without Redis what lives shortly is kept in the database. */
export async function openOwnStores({ hasRedis = true } = {}): Promise<OwnStores> {
  const [database, redis] = await Promise.all([
    createTestDatabase('postgres'),
    hasRedis ? startThrowawayRedis() : undefined,
  ]);
  return {
    environment: {
      DATABASE_URL: database.url,
      SECRET_KEYS: Buffer.alloc(32, 3).toString('base64url'),
      ...(redis && { REDIS_URL: redis.url }),
    },
    database,
    async remove() {
      await redis?.remove();
      await database.drop();
    },
  };
}
