import assert from 'node:assert/strict';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { writing } from '#platform/database/database.ts';
import { startBreachService } from '#test/support/breach-service.ts';
import { createTestDatabase, requireEnvironment, type TestDatabase } from '#test/support/database.ts';
import { anAccount, createHttpClient } from '#test/support/http-client.ts';
import { listen, portOf, prepareService, type TestService } from '#test/support/service.ts';

/** One folder for all: making a database anew takes the longest. */
let service: TestService;
before(async () => {
  service = await prepareService({}, { database: 'new embedded' });
  await service.start();
});
after(() => service?.remove());

describe('a start', () => {
  it('says where it is, where mail is kept and what to try first', () => {
    const greeting = service
      .output()
      .split('\n\n')
      .find((part) => part.includes('is ready'));
    assert.deepEqual(greeting?.split('\n').filter(Boolean), [
      `  Latchkey is ready at ${service.url}`,
      `  Mail is kept at ${service.url}/dev/mailbox`,
      `  Data lives in ${service.dataDir}`,
      `  Try first: sign up at ${service.url}/sign-up, then open the mail and confirm the address.`,
    ]);
  });

  it('keeps what it generates readable for its own user only', () => {
    assert.equal(statSync(join(service.dataDir, 'secret-keys')).mode & 0o777, 0o600);
    assert.equal(statSync(service.dataDir).mode & 0o777, 0o700);
  });

  it('shows probes and metrics on the management listener alone', async () => {
    for (const path of ['/livez', '/readyz', '/metrics']) {
      assert.equal((await fetch(`${service.managementAddress}${path}`)).status, 200, path);
      assert.equal((await fetch(`${service.address}${path}`)).status, 404, path);
    }
    assert.equal((await fetch(`${service.managementAddress}/sign-in`)).status, 404);
  });

  it('on the folder of an earlier one keeps people signed in', async () => {
    const { client, email } = await anAccount(service);
    assert.equal(await service.end(), 0);
    await service.start();
    const { status, body } = await client.json('GET', '/session');
    assert.equal(status, 200);
    assert.equal(body.user.email, email);
    assert.deepEqual(service.warnings(), []);
  });

  it('asks the breached-password service nothing, and ends with a connection to it open', async () => {
    const outside = await startBreachService();
    await service.end();
    await service.start({ BREACHED_PASSWORDS_URL: outside.url });
    assert.deepEqual(outside.asked, []);
    await anAccount(service);
    assert.equal(outside.asked.length, 1);
    assert.equal(await service.end(), 0);
    await outside.close();
    await service.start();
  });
});

describe('a start on database servers', () => {
  let database: TestDatabase;
  let onServers: TestService;
  after(async () => {
    await onServers?.remove();
    await database?.drop();
  });

  it('serves people through the pooler and Redis, and leaves no folder behind', async () => {
    database = await createTestDatabase('pooled');
    onServers = await prepareService({
      DATABASE_URL: withDatabaseOf(requireEnvironment('TEST_PGBOUNCER_URL'), database.url),
      MIGRATION_DATABASE_URL: database.url,
      REDIS_URL: `${requireEnvironment('TEST_REDIS_URL')}/9`,
      SECRET_KEYS: Buffer.alloc(32, 1).toString('base64url'),
      OPERATOR_TOKEN: Buffer.alloc(32, 2).toString('base64url'),
    });
    await onServers.start();
    const { client } = await anAccount(onServers);
    assert.equal(await onServers.end(), 0);
    assert.throws(() => statSync(onServers.dataDir), { code: 'ENOENT' });
    await onServers.start();
    assert.equal((await client.json('GET', '/session')).status, 200);
    assert.equal(await onServers.end(), 0);
    assert.deepEqual(onServers.warnings(), []);
  });
});

describe('a start that cannot be is refused in one sentence', () => {
  it('when another process uses the data folder, which goes on unharmed', async () => {
    const second = await prepareService({ DATA_DIR: service.dataDir });
    const { code, errors } = await second.attempt();
    await second.remove();
    assert.match(errors, /^The data folder .* is in use by another Latchkey process\. Stop that one, .*\n$/);
    assert.equal(code, 1);
    await anAccount(service);
  });

  it('when the port is in use', async () => {
    const taken = await listen();
    await service.end();
    const refusal = await service.attempt({ PORT: String(portOf(taken)) });
    taken.close();
    assert.equal(
      refusal.errors,
      `Port ${portOfUrl(refusal.errors)} on 127.0.0.1 is in use. Stop what uses it, or set PORT to another port.\n`,
    );
    assert.equal(refusal.code, 1);
  });

  it('when the port of the management listener is in use', async () => {
    const taken = await listen();
    await service.end();
    const { code, errors } = await service.attempt({ MANAGEMENT_PORT: String(portOf(taken)) });
    taken.close();
    assert.match(errors, /^Port \d+ on 127\.0\.0\.1 is in use\. .* MANAGEMENT_PORT to another port\.\n$/);
    assert.equal(code, 1);
  });

  it('when the data folder cannot be written', async () => {
    const file = join(dirname(service.dataDir), 'a-file');
    writeFileSync(file, '');
    for (const folder of [file, join(file, 'below')]) {
      const { code, errors } = await service.attempt({ DATA_DIR: folder });
      assert.match(errors, /^The data folder .* cannot be written \(.*\)\. Set DATA_DIR to .*\n$/);
      assert.equal(errors.trim().split('\n').length, 1);
      assert.equal(code, 1);
    }
  });

  it('when the configuration has mistakes: all at once, no secret among them', async () => {
    const { code, errors } = await service.attempt({
      PORT: 'eighty',
      SECRET_KEYS: 'too-short-secret',
      DATABASE_URL: 'mysql://user:hunter2@db/latchkey',
      SESSION_LIFETIME: 'long',
    });
    const [title, ...mistakes] = errors.trimEnd().split('\n');
    assert.equal(title, 'The configuration has mistakes:');
    const names = mistakes.map((line) => /^ {2}(\w+): /.exec(line)?.[1]).sort();
    assert.deepEqual(names, ['DATABASE_URL', 'PORT', 'SECRET_KEYS', 'SESSION_LIFETIME']);
    assert.match(errors, /PORT: read "eighty", expected a whole number from 0 to 65535/);
    assert.doesNotMatch(errors, /hunter2|too-short-secret/);
    assert.equal(code, 78);
  });

  it('when the settings together open a hole', async () => {
    const { code, errors } = await service.attempt({
      PUBLIC_URL: 'https://login.example.org',
      ALLOW_WEAK_HASHING: 'false',
    });
    assert.match(errors, /SMTP_URL: a public origin needs a mail server/);
    assert.match(errors, /ARGON2_MEMORY_KIB: weaker than 19456 KiB/);
    assert.equal(code, 78);
  });

  it('when the database server is a replica, or else read-only', async () => {
    const database = await createTestDatabase('postgres');
    const { primary } = database.databases;
    const { pathname } = new URL(database.url ?? '');
    await sql`ALTER DATABASE ${sql.id(pathname.slice(1))} SET default_transaction_read_only = on`.execute(
      writing(primary),
    );
    const { code, errors } = await service.attempt({
      DATABASE_URL: database.url,
      SECRET_KEYS: Buffer.alloc(32, 1).toString('base64url'),
    });
    assert.equal(code, 1, errors);
    assert.match(errors, /read-only: a replica\? DATABASE_URL has to lead to the primary/);
    await database.drop();
  });

  it('when the database server does not answer', async () => {
    const { code, errors } = await service.attempt({
      DATABASE_URL: `postgres://latchkey:hunter2@${new URL(service.address).host}/latchkey`,
      SECRET_KEYS: Buffer.alloc(32, 1).toString('base64url'),
    });
    assert.equal(errors.trim().split('\n').length, 1, errors);
    assert.match(errors, /database/i);
    assert.doesNotMatch(errors, /hunter2/);
    assert.equal(code, 1);
  });
});

describe('SIGTERM', () => {
  it('lets a request in flight be answered, then the process ends with 0', async () => {
    await service.start({ ARGON2_MEMORY_KIB: '262144', ARGON2_PASSES: '2' });
    const soFar = service.output().length;
    const slow = createHttpClient(service).json('POST', '/sign-up', {
      email: 'slow@example.org',
      password: 'a long enough phrase',
      firstName: 'Robin',
      lastName: 'Example',
    });
    while (!service.output().slice(soFar).includes('"route":"/api/v1/sign-up"')) await pause(5);
    const ended = service.end();
    assert.equal((await slow).status, 202);
    assert.equal(await ended, 0);
    assert.deepEqual(service.warnings(), []);
  });

  it('serves on for DRAIN_DELAY and is not ready, so that a proxy can leave it alone', async () => {
    await service.start({ DRAIN_DELAY: '1s' });
    const ended = service.end();
    let answer = await fetch(`${service.managementAddress}/readyz`);
    while (answer.status === 200) answer = await fetch(`${service.managementAddress}/readyz`);
    assert.equal(await answer.text(), 'draining\n');
    assert.equal((await fetch(`${service.address}/sign-in`)).status, 200);
    assert.equal(await ended, 0);
    assert.deepEqual(service.warnings(), []);
  });

  it('does not wait for connections that ask nothing', async () => {
    await service.start();
    const idle = connect(Number(new URL(service.address).port), '127.0.0.1');
    await once(idle, 'connect');
    const startedAt = Date.now();
    assert.equal(await service.end(), 0);
    assert.ok(Date.now() - startedAt < 5_000);
    idle.destroy();
  });
});

function withDatabaseOf(server: string, database: string | undefined): string {
  const url = new URL(server);
  url.pathname = new URL(database ?? '').pathname;
  return url.href;
}

const portOfUrl = (text: string) => /Port (\d+)/.exec(text)?.[1];
