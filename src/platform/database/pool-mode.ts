import pg from 'pg';

/** Who keeps a connection of the server's: nobody but us, one statement, one transaction, or our whole connection. */
export type PoolMode = 'none' | 'statement' | 'transaction' | 'session';

const TIME_LIMIT = 2_000;
const TRIES = 3;

/**
 * Tells by behaviour whether a pooler stands between, and what it shares: poolers are told apart by nothing else, and
 * their consoles are not open to the service. On connections of its own, which it closes again.
 */
export async function findPoolMode(connectionString: string): Promise<PoolMode> {
  const [one, other] = [open(connectionString), open(connectionString)];
  try {
    await one.connect();
    const first = await backendOf(one);
    // A server names its own process when it lets somebody in; a pooler makes a number up.
    if ((one as unknown as { processID: number }).processID === first) return 'none';
    await other.connect();
    return await modeOf(one, other, first);
  } finally {
    await Promise.all([one, other].map((client) => client.end().catch(() => {})));
  }
}

async function modeOf(one: pg.Client, other: pg.Client, first: number): Promise<PoolMode> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const refusal = await other.query('BEGIN').then(() => undefined, reasonFor);
    if (refusal) return refusal;
    // `one` idles and is connected: whoever gets its server, or makes it get another, shares with it.
    if ((await backendOf(other)) === first || (await backendOf(one)) !== first) return 'transaction';
    await other.query('ROLLBACK');
  }
  return 'session';
}

/** PgBouncer in statement mode lets no transaction begin; where it waits, all connections are somebody's. */
function reasonFor(error: Error): PoolMode {
  if (/statement pooling/i.test(error.message)) return 'statement';
  if (/timeout/i.test(error.message)) return 'session';
  throw error;
}

function open(connectionString: string): pg.Client {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: TIME_LIMIT,
    query_timeout: TIME_LIMIT,
  });
  // What breaks is told by the query under way.
  client.on('error', () => {});
  return client;
}

async function backendOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}
