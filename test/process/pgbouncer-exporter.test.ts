import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { endProcess } from '#test/support/end-process.ts';
import { freePorts } from '#test/support/service.ts';
import { startThrowawayPgbouncer, type ThrowawayPgbouncer } from '#test/support/throwaway-pgbouncer.ts';

const ROOT = join(import.meta.dirname, '..', '..');

describe('the exporter of PgBouncer', () => {
  let pgbouncer: ThrowawayPgbouncer;
  let folder: string;
  let address: string;
  let exporter: ChildProcess;
  before(async () => {
    pgbouncer = await startThrowawayPgbouncer(
      'transaction',
      'default_pool_size = 1',
      'stats_users = postgres',
    );
    folder = mkdtempSync(join(tmpdir(), 'latchkey-exporter-'));
    const file = join(folder, 'url');
    writeFileSync(file, pgbouncer.url.replace(/\/postgres$/, '/pgbouncer'));
    const [port = 0] = await freePorts(1);
    address = `http://127.0.0.1:${port}`;
    exporter = spawn(process.execPath, ['src/pgbouncer-exporter.ts'], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, PGBOUNCER_URL_FILE: file, PORT: String(port) },
      stdio: 'ignore',
    });
  });
  after(async () => {
    await endProcess(exporter);
    await pgbouncer?.remove();
    rmSync(folder, { recursive: true });
  });

  const figure = async (name: string): Promise<number | undefined> => {
    const page = await fetch(`${address}/metrics`).then(
      (answer) => answer.text(),
      () => '',
    );
    const value = new RegExp(`^pgbouncer_${name}(?:\\{database="postgres".*\\})? (\\S+)$`, 'm').exec(
      page,
    )?.[1];
    return value === undefined ? undefined : Number(value);
  };
  const until = async (name: string, value: number) => {
    for (const giveUpAt = Date.now() + 60_000; (await figure(name)) !== value; await pause(50))
      assert.ok(Date.now() < giveUpAt, `${name} does not become ${value}`);
  };

  it('tells who has a connection and who waits for one', async () => {
    const [first, second] = [new pg.Client(pgbouncer.url), new pg.Client(pgbouncer.url)];
    await first.connect();
    await first.query('BEGIN');
    await until('pools_server_active_connections', 1);
    assert.deepEqual([await figure('up'), await figure('pools_client_waiting_connections')], [1, 0]);
    const connected = second.connect();
    const waiting = connected.then(() => second.query('SELECT 1'));
    await until('pools_client_waiting_connections', 1);
    await first.query('COMMIT');
    await waiting;
    await until('pools_client_waiting_connections', 0);
    await Promise.all([first.end(), second.end()]);
  });

  it('says so when it is away, and tells nothing of anybody else', async () => {
    assert.equal((await fetch(`${address}/`)).status, 404);
    await pgbouncer.remove();
    await until('up', 0);
    assert.equal(await figure('pools_server_active_connections'), undefined);
  });
});
