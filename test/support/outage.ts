import { sql } from 'kysely';
import type { ShortLivedState } from '#platform/short-lived-state/short-lived-state.ts';
import { buildTestApp, type TestApp } from './app.ts';
import { rows } from './observe.ts';

/** What the Redis driver throws when nobody listens. */
export const refusedConnection = (): Error =>
  Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:6379'), { code: 'ECONNREFUSED' });

/** Runs `work` while these methods of the short-lived state do something else. */
export async function withState(
  { platform: { state } }: TestApp,
  changes: Partial<ShortLivedState>,
  work: () => Promise<void>,
): Promise<void> {
  const healthy = { ...state };
  Object.assign(state, changes);
  try {
    await work();
  } finally {
    Object.assign(state, healthy);
  }
}

/** Runs `work` while the connections to the app's own database are cut and nobody may connect. */
export async function whileDatabaseIsAway(testApp: TestApp, work: () => Promise<void>): Promise<void> {
  const current = sql<{ name: string }>`SELECT current_database() AS name`;
  const [{ name } = { name: '' }] = await rows(testApp, current);
  const other = await buildTestApp();
  await rows(other, sql`ALTER DATABASE ${sql.id(name)} ALLOW_CONNECTIONS false`);
  await rows(other, sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name}`);
  try {
    await work();
  } finally {
    await rows(other, sql`ALTER DATABASE ${sql.id(name)} ALLOW_CONNECTIONS true`);
    await other.close();
  }
}
