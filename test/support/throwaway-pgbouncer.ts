import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { requireEnvironment } from './database.ts';
import { answersQuery } from './servers/answers.ts';
import { serverAccount } from './servers/local.ts';
import { pgbouncerSettings } from './servers/pgbouncer-settings.ts';
import { find } from './servers/programs.ts';
import { freePorts } from './service.ts';

/** A PgBouncer of this test's own in front of the shared server, set as the shared one must not be. */
export interface ThrowawayPgbouncer {
  url: string;
  remove(): Promise<void>;
}

export async function startThrowawayPgbouncer(
  poolMode: string,
  ...more: string[]
): Promise<ThrowawayPgbouncer> {
  const [port = 0] = await freePorts(1);
  const account = serverAccount();
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-pgbouncer-'));
  if (account) chownSync(folder, account.uid, account.gid);
  const postgresPort = Number(new URL(requireEnvironment('TEST_DATABASE_URL')).port);
  const file = join(folder, 'pgbouncer.ini');
  const settings = pgbouncerSettings({ listen: '127.0.0.1', port, postgresPort, folder, poolMode });
  writeFileSync(file, `${settings}${more.join('\n')}\n`);
  chmodSync(file, 0o644);

  const child = spawn(find('pgbouncer') ?? 'pgbouncer', [file], { ...account, stdio: 'ignore' });
  const isGone = once(child, 'exit');
  const answers = answersQuery(port);
  const giveUpAt = Date.now() + 20_000;
  while (!(await answers().catch(() => false))) {
    if (Date.now() > giveUpAt) throw new Error('the throw-away PgBouncer did not start');
    await wait(20);
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async remove() {
      child.kill('SIGKILL');
      await isGone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
