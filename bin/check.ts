// What has to hold before a change gets in, in the same order here and on the build server, which runs the tests about operation as well.
import { ServersUnavailable } from '../test/support/servers.ts';
import type { TestResult } from '../test/support/test-report.ts';
import { auditDependencies } from './checks/audit.ts';
import { runCommand, tool } from './checks/command.ts';
import { interruption } from './checks/interruption.ts';
import type { Outcome, Step } from './checks/outcome.ts';
import { scanForSecrets } from './checks/secrets.ts';
import { countsOf, runTests, splitTestFiles, whyNotPassed } from './checks/tests.ts';

const { daily, aboutOperation } = splitTestFiles();
let tests: TestResult | undefined;
const lines: string[] = [];
const steps: Step[] = [
  { name: 'setup', run: setUp },
  { name: 'types', run: tool('tsc') },
  { name: 'types of scripts', run: tool('tsc', '-p', 'src/assets', '--noEmit') },
  { name: 'lint and format', run: tool('biome', 'check', '--error-on-warnings') },
  { name: 'unused code', run: tool('knip', '--no-progress') },
  { name: 'dependency audit', run: auditDependencies },
  { name: 'secret scan', run: scanForSecrets },
  { name: 'tests', run: test, streams: true },
];

const signal = interruption();
const startedAt = Date.now();
let stoppedAt: string | undefined;
for (const step of steps) {
  if (await passes(step)) continue;
  stoppedAt = step.name;
  break;
}
summarise();

async function passes({ name, run, streams }: Step): Promise<boolean> {
  const stepStartedAt = Date.now();
  process.stdout.write(streams ? `${name}\n` : name.padEnd(18));
  const outcome = await run(signal).catch(failure);
  const { verdict, note } = describe(outcome);
  const line = [verdict.padEnd(11), secondsSince(stepStartedAt).padStart(7), note && `  ${note}`]
    .filter(Boolean)
    .join('');
  process.stdout.write(`${streams ? name.padEnd(18) : ''}${line}\n`);
  lines.push(`${name.padEnd(18)}${line}`);
  if (outcome.kind === 'failed') process.stdout.write(`\n${outcome.output}\n`);
  return outcome.kind !== 'failed';
}

function failure(error: unknown): Outcome {
  if (signal.aborted) return { kind: 'failed', output: 'Interrupted.' };
  if (error instanceof ServersUnavailable) return { kind: 'failed', output: error.message };
  return { kind: 'failed', output: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function describe(outcome: Outcome): { verdict: string; note?: string | undefined } {
  if (outcome.kind === 'passed') return { verdict: 'ok', note: outcome.note };
  if (outcome.kind === 'failed') return { verdict: 'FAILED', note: outcome.note };
  return { verdict: 'NOT CHECKED', note: outcome.reason };
}

async function setUp(): Promise<Outcome> {
  const { code, all } = await runCommand(process.execPath, ['bin/setup.mjs'], signal);
  return code === 0 ? { kind: 'passed' } : { kind: 'failed', output: all.trim() };
}

async function test(): Promise<Outcome> {
  tests = await runTests(daily, (line) => process.stdout.write(`  ${line}\n`), signal);
  const note = whyNotPassed(tests);
  if (signal.aborted) return { kind: 'failed', output: 'Interrupted.' };
  return note ? { kind: 'failed', output: tests.problems.join('\n\n'), note } : { kind: 'passed' };
}

function summarise(): void {
  const unchecked = lines.filter((line) => line.includes('NOT CHECKED')).length;
  const seconds = secondsSince(startedAt);
  process.stdout.write(`\nSummary\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
  process.stdout.write(tests ? `${countsOf(tests)}\n` : 'The tests did not run.\n');
  process.stdout.write(`Not part of it: ${aboutOperation.length} files of tests, npm run test:operation.\n`);
  if (stoppedAt) process.stdout.write(`Stopped at "${stoppedAt}" after ${seconds}.\n`);
  else if (unchecked > 0)
    process.stdout.write(`Passed in ${seconds}, except for ${unchecked} step NOT CHECKED (see above).\n`);
  else process.stdout.write(`Passed in ${seconds}.\n`);
  process.exit(signal.aborted ? 130 : stoppedAt ? 1 : 0);
}

function secondsSince(time: number): string {
  return `${((Date.now() - time) / 1000).toFixed(1)} s`;
}
