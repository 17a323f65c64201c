import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type Account,
  anAccount,
  codeNow,
  createHttpClient,
  tokenMailed,
  turnOnTotp,
} from '#test/support/http-client.ts';
import { prepareService, type TestService } from '#test/support/service.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const NEW_PASSWORD = 'another long phrase';

describe('a copy of the data folder, restored', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-restore-'));
  const copy = join(folder, 'data');
  let service: TestService;
  let restored: TestService;
  let careful: Account & { secret: string; recoveryCodes: string[] };
  let changed: Account;
  let resetToken: string;
  before(async () => {
    service = await prepareService({}, { database: 'embedded' });
    await service.start();
    const account = await anAccount(service);
    careful = { ...account, ...(await turnOnTotp(account)) };
    changed = await anAccount(service);
    const change = { currentPassword: changed.password, newPassword: NEW_PASSWORD };
    assert.equal((await changed.client.json('POST', '/account/password', change)).status, 204);
    const { email, client } = await anAccount(service);
    await client.json('POST', '/forgot-password', { email });
    resetToken = await tokenMailed(service, email, /new password/i);
    assert.equal(await service.end(), 0);
    cpSync(service.dataDir, copy, { recursive: true });
    await service.start();
    // After the backup: the restored database knows nothing of it.
    assert.equal((await changed.client.json('POST', '/sign-out')).status, 204);
    await service.end();
    runAsDocumented();
    restored = await prepareService({ DATA_DIR: copy });
    await restored.start();
  });
  after(async () => {
    await service?.remove();
    await restored?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What docs/operations/backup.md says, on this folder. */
  function runAsDocumented(): void {
    const page = readFileSync(join(ROOT, 'docs', 'operations', 'backup.md'), 'utf8');
    const [, command = ''] = /^ {2}```sh\n([\s\S]*?)\n {2}```/m.exec(page) ?? [];
    assert.match(command, /'\.\/data\/postgres'/);
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', command.replace('./data/postgres', join(copy, 'postgres'))],
      {
        cwd: ROOT,
        encoding: 'utf8',
      },
    );
    assert.equal(status, 0, stderr);
  }

  const signIn = (email: string, password: string, client = createHttpClient(restored)) =>
    client.json('POST', '/sign-in', { email, password });

  it('lets people in with their password and their code', async () => {
    assert.equal((await signIn(changed.email, NEW_PASSWORD)).body.status, 'signed_in');
    const client = createHttpClient(restored);
    const first = await signIn(careful.email, careful.password, client);
    assert.equal(first.body.status, 'second_factor_required');
    const second = await client.json('POST', '/sign-in/second-factor', { code: codeNow(careful.secret) });
    assert.equal(second.status, 200);
  });

  it('brings back neither a replaced password, nor a session, nor a link that may have been used', async () => {
    assert.equal((await signIn(changed.email, changed.password)).status, 401);
    for (const { cookies } of [changed.client, careful.client]) {
      const client = createHttpClient(restored);
      for (const [name, value] of cookies) client.cookies.set(name, value);
      assert.equal((await client.json('GET', '/session')).status, 401);
    }
    const reset = { token: resetToken, password: NEW_PASSWORD };
    assert.equal((await createHttpClient(restored).json('POST', '/reset-password', reset)).status, 400);
  });
});
