import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type CommandResult, latchkey, runProgram } from '#test/support/command-line.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { type Account, anAccount, createHttpClient, mailsTo, turnOnTotp } from '#test/support/http-client.ts';
import { listen, portOf, prepareService, type TestService } from '#test/support/service.ts';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-operator-'));
const KEYS = Buffer.alloc(32, 1).toString('base64url');
const TOKEN = Buffer.alloc(32, 2).toString('base64url');

let service: TestService;
let tokenFile: string;
before(async () => {
  service = await prepareService({ TRUSTED_PROXIES: '127.0.0.1' });
  await service.start();
  tokenFile = join(service.dataDir, 'operator-token');
});
after(async () => {
  await service?.remove();
  rmSync(folder, { recursive: true });
});

const tokenNow = () => readFileSync(tokenFile, 'utf8').trim();
const succeed = async (result: Promise<CommandResult>): Promise<string> => {
  const { code, output, errors } = await result;
  assert.deepEqual([code, errors], [0, ''], output);
  return output;
};
/** One sentence on the error output, nothing on the other. */
const assertFails = ({ code, output, errors }: CommandResult, exitCode: number, sentence: RegExp) => {
  assert.deepEqual([code, output], [exitCode, ''], errors);
  assert.match(errors, sentence);
  assert.equal(errors.trimEnd().split('\n').length, 1, errors);
};
const sessionStatus = async ({ client }: Account) => (await client.json('GET', '/session')).status;
const failFrom = (ip: string, email: string) =>
  fetch(`${service.address}/api/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': ip, 'user-agent': 'curl/8' },
    body: JSON.stringify({ email, password: 'a wrong phrase' }),
  });

describe('the token of operators', () => {
  it('is made at the first start, for the user who runs the service alone, and kept', async () => {
    assert.equal(statSync(tokenFile).mode & 0o777, 0o600);
    assert.match(tokenNow(), /^[\w-]{43}$/);
    const made = tokenNow();
    await service.end();
    await service.start();
    assert.equal(tokenNow(), made);
  });

  it('is another one after others could have read it, or somebody wrote a weak one', async () => {
    const spoil = [() => chmodSync(tokenFile, 0o644), () => writeFileSync(tokenFile, 'admin\n')];
    for (const change of spoil) {
      const before = tokenNow();
      await service.end();
      change();
      await service.start();
      assert.notEqual(tokenNow(), before);
      assert.match(tokenNow(), /^[\w-]{43}$/);
      assert.equal(statSync(tokenFile).mode & 0o777, 0o600);
      await succeed(latchkey(service)('attempts'));
    }
  });

  it('stands in no log line and no answer', async () => {
    await succeed(latchkey(service)('attempts'));
    for (const path of ['/metrics', '/readyz', '/livez', '/operator/attempts'])
      assert.ok(!(await (await fetch(`${service.managementAddress}${path}`)).text()).includes(tokenNow()));
    assert.ok(service.output().includes('/operator/attempts'));
    assert.ok(!service.output().includes(tokenNow()));
  });
});

describe('the commands of operators', () => {
  let run: (...args: string[]) => Promise<CommandResult>;
  before(() => {
    run = latchkey(service);
  });

  it('find somebody, as a table and as JSON', async () => {
    const { email } = await anAccount(service);
    const { users, hasMore } = JSON.parse(await succeed(run('users', 'find', email, '--json')));
    const [{ id, createdAt, lastSeenAt }] = users;
    const person = { id, email, firstName: 'Robin', lastName: 'Example', createdAt, lastSeenAt };
    assert.deepEqual([users, hasMore], [[{ ...person, secondFactor: false, sessions: 1 }], false]);
    const lines = (await succeed(run('users', 'find', email.toUpperCase()))).trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => line.trim().split(/ {2,}/)),
      [
        ['ADDRESS', 'NAME', 'STATE', 'SECOND FACTOR'],
        ['ID', 'CREATED', 'SESSIONS', 'LAST SEEN (UTC)'],
        [email, 'Robin Example', 'active', 'off'],
        [id, createdAt.slice(0, 10), '1', lastSeenAt.slice(0, 16).replace('T', ' ')],
      ],
    );
    assertFails(await run('users', 'find', 'nobody@example.org'), 1, /^No user has nobody@example\.org /);
  });

  it('show failed attempts by client and by account, or one by one', async () => {
    const { email } = await anAccount(service);
    for (let tries = 0; tries < 3; tries += 1) await failFrom('2001:db8:7:7::1', email);
    await failFrom('203.0.113.99', 'nobody@example.org');
    const overview = await succeed(run('attempts', '--since', '10m'));
    assert.match(overview, /^4 failed attempts since [\d-]+ [\d:]+ UTC$/m);
    assert.match(overview, /^2001:db8:7:7::\/64 +3 +1 {2}20/m);
    assert.match(overview, /^unknown address +1 +1 {2}20/m);
    assert.match(overview, new RegExp(`^${email} +3 +1 {2}20`, 'm'));
    const list = await succeed(run('attempts', '--list', '--address', '203.0.113.0/24'));
    assert.match(list, /^20\S+ \S+ {2}sign_in +203\.0\.113\.99 +unknown address +curl$/m);
    assert.equal(list.trimEnd().split('\n').length, 2);
    const { byAccount } = JSON.parse(await succeed(run('attempts', '--email', email, '--json')));
    assert.deepEqual([byAccount.length, byAccount[0].attempts], [1, 3]);
    assert.match(await succeed(run('attempts', '--address', '192.0.2.1')), /^No failed attempts since /);
  });

  it('let a client and an account try again at once', async () => {
    const { email } = await anAccount(service);
    for (let tries = 0; tries < 5; tries += 1) await failFrom(`198.51.100.${tries}`, email);
    assert.equal((await failFrom('198.51.100.77', email)).status, 429);
    assert.match(await succeed(run('unban', email)), /^credentials_per_account +5$/m);
    assert.equal((await failFrom('198.51.100.77', email)).status, 401);
    const { lifted } = JSON.parse(await succeed(run('unban', '198.51.100.77', '--json')));
    assert.deepEqual(lifted, [{ limit: 'credentials_per_client', tries: 1 }]);
    assertFails(await run('unban', '198.51.100.77'), 1, /^Nothing is counted against 198\.51\.100\.77\.$/m);
  });

  it('disable somebody at once, tell them, and enable them again', async () => {
    const account = await anAccount(service);
    const { email, password } = account;
    assert.match(await succeed(run('users', 'disable', email, '--yes')), /^Disabled \S+: 1 session ended, /);
    assert.equal(await sessionStatus(account), 401);
    assert.equal((await createHttpClient(service).json('POST', '/sign-in', { email, password })).status, 401);
    assert.match(await succeed(run('users', 'disable', email, '--yes')), /is disabled already; nothing was/);
    assert.match(await succeed(run('users', 'find', email)), / disabled /);
    await succeed(run('users', 'enable', email, '--yes'));
    assert.equal((await createHttpClient(service).json('POST', '/sign-in', { email, password })).status, 200);
    const subjects = async () => (await mailsTo(service, email)).map(({ subject }) => subject);
    const expected = ['Your account was enabled by an operator', 'Your account was disabled by an operator'];
    const deadline = Date.now() + 10_000;
    while ((await subjects()).length < 3 && Date.now() < deadline) await pause(50);
    assert.deepEqual(
      (await subjects()).filter((subject) => /operator/.test(subject)).sort(),
      expected.sort(),
    );
  });

  it('end sessions, and remove a second factor', async () => {
    const account = await anAccount(service);
    await turnOnTotp(account);
    const { email, password } = account;
    const ended = JSON.parse(await succeed(run('users', 'end-sessions', email, '--yes', '--json')));
    assert.deepEqual([ended.changed, ended.sessionsEnded, ended.user.email], [true, 1, email]);
    assert.equal(await sessionStatus(account), 401);
    assert.match(
      await succeed(run('users', 'remove-second-factor', ended.user.id, '--yes')),
      /^Second factor removed/,
    );
    const { body } = await createHttpClient(service).json('POST', '/sign-in', { email, password });
    assert.equal(body.status, 'signed_in');
    assert.match(
      await succeed(run('users', 'remove-second-factor', email, '--yes')),
      /has no second factor already|no second factor/,
    );
  });

  it('do nothing to anybody unasked: where nobody can be asked they need --yes', async () => {
    const account = await anAccount(service);
    assertFails(await run('users', 'disable', account.email), 2, /^Add --yes: there is no terminal/);
    assert.equal(await sessionStatus(account), 200);
  });

  it('are there as `npx latchkey` in the checkout, also without a network', async () => {
    const offline = { npm_config_cache: join(folder, 'npm'), npm_config_registry: 'http://127.0.0.1:9' };
    const { port } = new URL(service.managementAddress);
    const environment = { ...offline, MANAGEMENT_PORT: port, DATA_DIR: service.dataDir };
    const { code, output } = await runProgram('npx', ['latchkey', 'attempts', '--json'], environment);
    assert.equal(code, 0);
    assert.ok(JSON.parse(output).since);
    const misused = await runProgram('npx', ['latchkey', 'unban', 'ada'], environment);
    assert.equal(misused.code, 2);
    assert.match(misused.errors, /^address: Use an IP address or an email address\.$/m);
  });
});

describe('a command that cannot reach the service says so in one sentence', () => {
  it('when nothing listens: exit code 3', async () => {
    const free = await listen();
    const port = portOf(free);
    free.close();
    const run = latchkey({ managementAddress: `http://127.0.0.1:${port}`, dataDir: service.dataDir });
    assertFails(
      await run('attempts'),
      3,
      /cannot be reached at \S+ \(ECONNREFUSED\)\. Start it with `npm start`/,
    );
  });

  it('when there is no token: exit code 3', async () => {
    const elsewhere = latchkey({ ...service, dataDir: join(folder, 'empty') });
    assertFails(
      await elsewhere('attempts'),
      3,
      /^There is no token at \S+operator-token\. Start the service, /,
    );
  });

  it('when the token is another one, or is none: exit code 1', async () => {
    for (const OPERATOR_TOKEN of [TOKEN, `${TOKEN}x`]) {
      const stranger = latchkey(service, { OPERATOR_TOKEN });
      assertFails(
        await stranger('users', 'find', 'a'),
        1,
        /does not know this token, and was told nothing\. Set DATA_DIR or OPERATOR_TOKEN/,
      );
    }
  });

  it('when settings are wrong: exit code 2, no secret shown', async () => {
    const wrong = latchkey(service, { OPERATOR_TOKEN: 'hunter2' });
    const result = await wrong('attempts');
    assertFails(result, 2, /^OPERATOR_TOKEN: read a value that is not shown, expected/);
    assertFails(
      await latchkey(service, { MANAGEMENT_PORT: 'x' })('attempts'),
      2,
      /^MANAGEMENT_PORT: read "x"/,
    );
  });

  it('when something else answers there: exit code 3', async () => {
    const other = createServer((_request, answer) => answer.writeHead(404).end('<h1>Not here</h1>'));
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const run = latchkey({
      managementAddress: `http://127.0.0.1:${portOf(other)}`,
      dataDir: service.dataDir,
    });
    assertFails(await run('attempts'), 3, /^What answers at \S+ is not this version of Latchkey/);
    other.close();
  });
});

describe('on a database server', () => {
  let database: TestDatabase;
  let onServer: TestService;
  before(async () => {
    database = await createTestDatabase('postgres');
    onServer = await prepareService({ DATABASE_URL: database.url ?? '', SECRET_KEYS: KEYS });
  });
  after(async () => {
    await onServer?.remove();
    await database?.drop();
  });

  it('the folder is made for the token alone, unless one is set', async () => {
    await onServer.start();
    assert.equal(statSync(join(onServer.dataDir, 'operator-token')).mode & 0o777, 0o600);
    await succeed(latchkey(onServer)('attempts'));
    await onServer.end();
    rmSync(onServer.dataDir, { recursive: true });
    await onServer.start({ OPERATOR_TOKEN: TOKEN });
    assert.throws(() => statSync(onServer.dataDir), { code: 'ENOENT' });
    const file = join(folder, 'token');
    writeFileSync(file, TOKEN);
    await succeed(latchkey(onServer, { OPERATOR_TOKEN_FILE: file })('attempts'));
    await onServer.end();
    assert.deepEqual(onServer.warnings(), []);
  });

  it('a folder that cannot be written leaves the commands off, with a warning, and all else on', async () => {
    await onServer.start({ DATA_DIR: join(folder, 'token', 'below') });
    assert.equal((await fetch(`${onServer.managementAddress}/readyz`)).status, 200);
    const run = latchkey(onServer, { OPERATOR_TOKEN: TOKEN });
    assertFails(await run('attempts'), 1, /does not know this token/);
    assert.match(
      String(onServer.warnings()[0]?.msg),
      /commands are off: no token can be kept; set OPERATOR_TOKEN/,
    );
    await onServer.end();
  });
});
