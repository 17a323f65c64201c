// The whole stack in containers: brought up, asked, struck, taken down. Only some of it:
// `npm run test:stack -- journeys F01 F15`. With KEEP_STACK=yes it goes on running afterwards. `--where-possible`: a
// machine on which no Docker engine runs, nor can be started, is said to be one, and is no failure.
import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bringUp, engineAnswers, startEngine, stopEngine, takeDown } from '../test/stack/bring-up.ts';
import { writeTable } from '../test/stack/table.ts';
import { interruption } from './checks/interruption.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    'where-possible': { type: 'boolean', default: false },
  },
});
const pace = values.full ? 'full' : 'short';
const isKept = process.env.KEEP_STACK === 'yes';
const faults = positionals.filter((word) => /^F\d\d$/.test(word));
const words = positionals.filter((word) => !faults.includes(word));
if (faults.length > 0 || values.full) words.push('faults');
const files = globSync('test/stack/*.stack.ts')
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();
/** After those who want to see that all is well: alerts look back at the last hour. */
const strikes = (file: string) => /faults|full-disk|stale-reads/.test(file);

/** Puts another stack in the place of the one that all have struck. */
const replaces = (file: string) => file.includes('operations');
/** A stack of another kind is brought up by whoever needs it. */
const needsOwnStack = (file: string) => file.includes('failover');

const signal = interruption();
const folder = mkdtempSync(join(tmpdir(), 'latchkey-stack-'));
const table = join(folder, 'table');
const startedAt = Date.now();
const ranBefore = await engineAnswers();
const whyNot = await startEngine();
if (whyNot && values['where-possible']) {
  console.log(`stack  NOT CHECKED  ${whyNot}`);
  process.exit(0);
}
let hasPassed = files.length > 0;
try {
  if (files.length === 0) throw new Error(`no file in test/stack matches ${positionals.join(' ')}`);
  await testOn(files.filter((file) => !needsOwnStack(file)));
  for (const file of files.filter(needsOwnStack)) await runTests([file]);
  if (hasPassed && (values.full || values.write)) writeTable(pace, rowsIn(table));
} catch (error) {
  hasPassed = false;
  console.error(error instanceof Error ? error.message : error);
} finally {
  rmSync(folder, { recursive: true, force: true });
  if (!isKept && (await engineAnswers())) await takeDown();
  if (!isKept && !ranBefore) await stopEngine();
}
say(hasPassed ? 'passed, and nothing is left' : 'FAILED');
process.exit(signal.aborted ? 130 : hasPassed ? 0 : 1);

/** One stack for all of them. */
async function testOn(those: readonly string[]): Promise<void> {
  if (those.length === 0 || signal.aborted) return;
  await bringUp();
  say('the stack is up');
  await runTests(those.filter((file) => !strikes(file) && !replaces(file)));
  await runTests(those.filter(strikes));
  await runTests(those.filter(replaces));
  if (!isKept) await takeDown();
}

async function runTests(those: readonly string[]): Promise<void> {
  if (those.length === 0 || signal.aborted) return;
  const options = ['--test', '--test-reporter=spec', '--test-concurrency=1'];
  const env = { ...process.env, STACK_FAULTS: faults.join(' '), STACK_PACE: pace, STACK_TABLE: table };
  const child = spawn(process.execPath, [...options, ...those], { env, stdio: 'inherit' });
  signal.addEventListener('abort', () => child.kill('SIGTERM'));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) hasPassed = false;
}

function rowsIn(file: string): string[] {
  return readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n').filter(Boolean);
}

function say(what: string): void {
  console.log(`[${((Date.now() - startedAt) / 1_000).toFixed(0)} s] ${what}`);
}
