import type { PoolMode } from '#platform/database/pool-mode.ts';
import { type Check, type Finding, fault, ok, together, warning } from '../finding.ts';

export interface PoolerDeps {
  isEmbedded: boolean;
  /** False where another role does, before the service starts (`src/migrate.ts`). */
  migratesItself: () => Promise<boolean>;
  /** By the name of their setting; those that are not set are not here. */
  poolModes: Readonly<
    Partial<Record<'DATABASE_URL' | 'DATABASE_READ_URL' | 'MIGRATION_DATABASE_URL', () => Promise<PoolMode>>>
  >;
}

const MIGRATIONS = 'MIGRATION_DATABASE_URL';
const TO_TRANSACTION = 'Set pool_mode = transaction in pgbouncer.ini.';

export function checkPooler({ isEmbedded, migratesItself, poolModes }: PoolerDeps): Check {
  return {
    name: 'pooler',
    async run() {
      if (isEmbedded) return ok('the embedded database needs none');
      const isJudged = (await migratesItself()) ? () => true : (setting: string) => setting !== MIGRATIONS;
      const findings = Object.entries(poolModes)
        .filter(([setting]) => isJudged(setting))
        .map(async ([setting, find]) => judge(setting, await find()));
      return together(await Promise.all(findings));
    },
  };
}

function judge(setting: string, mode: PoolMode): Finding {
  if (mode === 'none') return ok(`${setting}: a direct connection`);
  if (setting === MIGRATIONS) {
    return warning(
      'migrations go through a pooler, whose limits on time end long ones, and which may spread a lock over connections',
      'Set MIGRATION_DATABASE_URL to a direct connection to the primary.',
    );
  }
  if (mode === 'transaction') return ok(`${setting}: a pooler in transaction mode`);
  if (mode === 'statement') {
    return fault(`${setting}: a pooler in statement mode, which lets no transaction begin`, TO_TRANSACTION);
  }
  return warning(
    `${setting}: a pooler in session mode, or one without a free connection: each of our connections holds one of the server's, and the rest waits`,
    TO_TRANSACTION,
  );
}
