import assert from 'node:assert/strict';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { createLogger } from '#platform/logger.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { type Databases, writing } from './database.ts';
import { openPostgres } from './postgres.ts';
import { isUnavailable } from './unavailable.ts';

/** A wire to the real server that can be stopped without breaking: what a hanging primary looks like. */
function createWire(port: number, host: string): { server: Server; stall(): void; resume(): void } {
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const upstream = connect(port, host);
    sockets.push(client, upstream);
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
    client.pipe(upstream).pipe(client);
  });
  return {
    server,
    stall: () => sockets.forEach((socket) => void socket.pause()),
    resume: () => sockets.forEach((socket) => void socket.resume()),
  };
}

describe('a server that stalls for longer than a statement may take', () => {
  let database: TestDatabase;
  let wire: ReturnType<typeof createWire>;
  let databases: Databases;

  before(async () => {
    database = await createTestDatabase('postgres');
    const target = new URL(database.url ?? '');
    wire = createWire(Number(target.port), target.hostname);
    await new Promise<void>((resolve) => wire.server.listen(0, '127.0.0.1', resolve));
    const url = new URL(target);
    url.port = String((wire.server.address() as { port: number }).port);
    const log = createLogger({ level: 'silent', isPretty: false });
    databases = openPostgres({ url: url.href, poolSize: 1, queryTimeout: 300 as never, log });
  });
  after(async () => {
    await databases.close();
    wire.server.close();
    await database.drop();
  });

  const countElsewhere = async (): Promise<number> => {
    const { rows } = await sql<{
      count: number;
    }>`SELECT count(*)::int AS count FROM short_lived_records`.execute(writing(database.databases.primary));
    return rows[0]?.count ?? -1;
  };
  const insert = (key: string) =>
    sql`INSERT INTO short_lived_records (key, value, expires_at) VALUES (${key}, '', now())`.execute(
      writing(databases.primary),
    );

  it('leaves no transaction behind that swallows what is acknowledged afterwards', async () => {
    await databases.ping();
    wire.stall();
    const refused = await databases
      .inTransaction('robin@example.org', async () => {})
      .catch((error) => error);
    assert.equal(isUnavailable(refused), true, String(refused));
    wire.resume();

    await insert('acknowledged');
    assert.equal(await countElsewhere(), 1, 'another connection sees what was acknowledged');
  });

  it('is not asked again on the same connection', async () => {
    wire.stall();
    await assert.rejects(databases.ping());
    wire.resume();
    await databases.ping();
    await insert('after another stall');
    assert.equal(await countElsewhere(), 2);
  });
});
