import pg from 'pg';
import { Gauge, Registry } from 'prom-client';

/** By the columns of PgBouncer's SHOW POOLS; named as the community's exporter names them. */
const FIGURES: Readonly<Record<string, [name: string, help: string]>> = {
  cl_active: ['client_active_connections', 'Clients that have a connection to the server, or need none now'],
  cl_waiting: ['client_waiting_connections', 'Clients that wait for a connection to the server'],
  sv_active: ['server_active_connections', 'Connections to the server that a client uses'],
  sv_idle: ['server_idle_connections', 'Connections to the server that no client uses'],
  maxwait: ['client_maxwait_seconds', 'How long the first of those who wait has been waiting'],
};
const LONGEST_ANSWER = 3_000;

/** What PgBouncer says of its pools, in the text form of Prometheus. `url` leads to its console. */
export async function readPoolerFigures(url: string): Promise<{ text: string; contentType: string }> {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `pgbouncer_${name}`, help, labelNames, registers: [registry] });
  const pools = await listPools(url).catch(() => undefined);
  gauge('up', '1 while its console answers').set(pools ? 1 : 0);
  for (const [column, [name, help]] of Object.entries(FIGURES)) {
    const figure = gauge(`pools_${name}`, help, ['database', 'user']);
    for (const { database, user, [column]: value } of pools ?? [])
      figure.set({ database: String(database), user: String(user) }, Number(value));
  }
  return { text: await registry.metrics(), contentType: registry.contentType };
}

/** On a connection of its own each time: one that is kept would outlive a restart of PgBouncer. */
async function listPools(url: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: LONGEST_ANSWER,
    query_timeout: LONGEST_ANSWER,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query('SHOW POOLS')).rows;
  } finally {
    await client.end().catch(() => {});
  }
}
