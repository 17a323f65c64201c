import { type Check, fault, ok, plural } from '../finding.ts';

export interface MigrationsDeps {
  listMissingMigrations: () => Promise<string[]>;
}

export function checkMigrations({ listMissingMigrations }: MigrationsDeps): Check {
  return {
    name: 'migrations',
    async run() {
      const missing = await listMissingMigrations();
      if (missing.length === 0) return ok('all of this version are applied');
      return fault(
        `${plural(missing.length, 'migration')} of this version missing: ${missing.join(', ')}`,
        'Restart the service, or run node src/migrate.ts. After a restore: is it the right backup?',
      );
    },
  };
}
