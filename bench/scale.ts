// Many people and many sessions: `npm run bench:scale`, or with `-- --users 100000 --sessions 10000`. Few people first, then
// all; the same questions to both.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { interruption } from '../bin/checks/interruption.ts';
import { createProgressBar } from '../bin/demo-traffic/progress-bar.ts';
import { provideServers } from '../test/support/servers.ts';
import { openLatchkey } from './contenders/latchkey.ts';
import { openStage, type Stage } from './contenders/stage.ts';
import { describeMachine } from './machine.ts';
import { askEverything } from './scale/ask.ts';
import { keepScale, scaleTable } from './scale/figures.ts';
import { loadPeople, loadSessions, memoryOf } from './scale/load-stores.ts';

const FEW = 10_000;
const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '10000000' },
    sessions: { type: 'string', default: '1000000' },
    out: { type: 'string', default: join(import.meta.dirname, 'results') },
  },
});
const [users, sessions] = [Number(values.users), Number(values.sessions)];
const signal = interruption();
const startedAt = new Date();
const machine = describeMachine();
const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'));
const bar = createProgressBar(process.stdout);
let stage: Stage | undefined;
let stopServers = async () => {};

try {
  if (!(users > FEW && sessions > 0)) throw new Error(`--users is more than ${FEW}, --sessions more than 0`);
  stopServers = await provideServers((line) => bar.show(0, line));
  const { TEST_DATABASE_URL: databaseUrl = '', TEST_REDIS_URL: redisUrl = '' } = process.env;
  stage = await openStage({ databaseUrl, redisUrl }, folder);
  const site = await openLatchkey(stage, 16);
  const { passwordHash } = stage;
  const people = { databaseUrl: site.databaseUrl, passwordHash, signal };

  await loadPeople(people, { from: 0, to: FEW }, (share) => bar.show(share, `the first ${FEW} people`));
  const few = await askEverything(site, passwordHash);
  await loadPeople(people, { from: FEW, to: users }, (share) => bar.show(share, `${users} people`));
  const before = await memoryOf(redisUrl);
  await loadSessions(redisUrl, sessions, signal, (share) => bar.show(share, `${sessions} sessions`));
  const bytesPerSession = ((await memoryOf(redisUrl)) - before) / sessions;
  const many = await askEverything(site, passwordHash);
  bar.end();

  const figures = { users, sessions, bytesPerSession, few, many };
  const file = keepScale({ startedAt: startedAt.toISOString(), machine, ...figures }, values.out);
  console.log(`\n${scaleTable(figures)}\n\nkept in ${file}`);
} catch (error) {
  bar.end();
  console.error(signal.aborted ? 'Interrupted.' : error);
  process.exitCode = signal.aborted ? 130 : 1;
} finally {
  await Promise.all((stage?.running ?? []).map((running) => running.stop()));
  await stopServers();
  rmSync(folder, { recursive: true, force: true });
  process.exit();
}
