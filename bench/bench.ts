// How far the service is from what is possible, and how far ahead of what one would pick instead: `npm run bench`, or
// `npm run bench -- --quick`. See bench/README.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { interruption } from '../bin/checks/interruption.ts';
import { createProgressBar } from '../bin/demo-traffic/progress-bar.ts';
import { provideServers } from '../test/support/servers.ts';
import { installBetterAuth } from './contenders/better-auth-site.ts';
import { openStage, type Stage } from './contenders/stage.ts';
import { judge } from './goals.ts';
import { describeMachine } from './machine.ts';
import { interleave, type Measures } from './measures.ts';
import { preparePhases, type Scale } from './phases.ts';
import { keep, tableOf } from './report.ts';

const FULL: Scale = { rounds: 5, secondsEach: 4, people: 64, withBetterAuth: true, withStart: true };
const QUICK: Scale = { rounds: 1, secondsEach: 1, people: 16, withBetterAuth: true, withStart: true };
/** Whether everything works, and nothing else. */
const SMOKE: Scale = { rounds: 1, secondsEach: 1, people: 4, withBetterAuth: false, withStart: false };

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
    out: { type: 'string', default: join(import.meta.dirname, 'results') },
    only: { type: 'string', default: '' },
  },
});
const scale = values.smoke ? SMOKE : values.quick ? QUICK : FULL;
const signal = interruption();
const startedAt = new Date();
const machine = describeMachine();
const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'));
const bar = createProgressBar(process.stdout);
let stage: Stage | undefined;
let stopServers = async () => {};

try {
  const measures = await measureAll();
  bar.end();
  const tookSeconds = Math.round((Date.now() - startedAt.getTime()) / 1_000);
  const { rounds, secondsEach } = scale;
  const report = { startedAt: startedAt.toISOString(), tookSeconds, rounds, secondsEach, machine };
  const file = keep({ ...report, goals: judge(measures), measures }, values.out);
  console.log(`\n${tableOf(measures)}\n\n${tookSeconds} s on ${machine.cores} cores; kept in ${file}`);
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

async function measureAll(): Promise<Measures> {
  bar.show(0, 'starting servers');
  stopServers = await provideServers((line) => bar.show(0, line));
  if (scale.withBetterAuth) await installBetterAuth(signal);
  const { TEST_DATABASE_URL: databaseUrl = '', TEST_REDIS_URL: redisUrl = '' } = process.env;
  stage = await openStage({ databaseUrl, redisUrl }, folder);
  bar.show(0, 'contenders start, and are asked whether they answer the right thing');
  const phases = (await preparePhases(stage, scale, signal)).filter(({ name }) => name.includes(values.only));

  const measures: Measures = {};
  const total = phases.reduce((sum, { steps, rounds = scale.rounds }) => sum + steps.length * rounds, 0);
  let done = 0;
  for (const { name: phase, steps, rounds = scale.rounds } of phases)
    await interleave(steps, rounds, {
      measures,
      signal,
      onStep(name) {
        bar.show(done / total, `${phase}: ${name}`);
        done += 1;
      },
    });
  return measures;
}
