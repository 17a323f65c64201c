// Takes one defence after the other out of a copy of the source, and expects the tests of docs/threats.md to notice:
// `npm run test:defences -- --only R09,S`. With `--types` the compiler alone reads what is left, in a minute or two: a change
// of the source can leave a removal that does not compile, which would prove nothing.
import { parseArgs } from 'node:util';
import { applyRemoval, type Removal } from '../test/defences/removal.ts';
import { REMOVALS } from '../test/defences/removals.ts';
import { provideServers } from '../test/support/servers.ts';
import { interruption } from './checks/interruption.ts';
import { checkTypes } from './defences/check-types.ts';
import { type Copy, copyProject } from './defences/copy.ts';
import { runTests } from './defences/run-tests.ts';

const OPTIONS = {
  only: { type: 'string', default: '' },
  types: { type: 'boolean', default: false },
} as const;
const { values } = parseArgs({ options: OPTIONS });
const ids = values.only.split(',');
const removals = REMOVALS.filter(({ rows }) => rows.some((row) => ids.some((id) => row.startsWith(id))));
const signal = interruption();
const misses: string[] = [];

const copy = await copyProject(signal);
try {
  misses.push(...(await checkTypes(copy, removals, signal)));
  if (!values.types) await expectEachToBeNoticed();
} catch (error) {
  if (!signal.aborted) throw error;
  misses.push('Interrupted.');
} finally {
  copy.remove();
}
const tests = new Set(removals.flatMap(({ fails }) => fails)).size;
console.log(`\n${removals.length} defences taken away, ${tests} tests that hold them.`);
const good = values.types ? 'What is left compiles; no test was run.' : 'Each was seen failing.';
console.log(misses.length === 0 ? good : `Failed:\n${misses.join('\n')}`);
process.exit(signal.aborted ? 130 : misses.length === 0 ? 0 : 1);

async function expectEachToBeNoticed(): Promise<void> {
  const stopServers = await provideServers(console.log);
  try {
    await expectToPass(copy, [...new Set(removals.flatMap(({ fails }) => fails))]);
    for (const [index, removal] of removals.entries()) {
      const startedAt = Date.now();
      const verdict = await expectToFail(copy, removal);
      const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
      console.log(`${index + 1}/${removals.length} ${nameOf(removal)}: ${verdict} (${seconds} s)`);
    }
  } finally {
    await stopServers();
  }
}

/** Where a test fails anyway, as for want of a server, its failing without the defence would prove nothing. */
async function expectToPass(here: Copy, names: string[]): Promise<void> {
  console.log(`${names.length} tests with their defences`);
  for (const [name, { passed, failure }] of await runTests(here.folder, names, signal)) {
    if (passed > 0 && failure === undefined) continue;
    misses.push(`${name}: does not pass with its defence${failure ? `: ${failure}` : ''}`);
  }
}

async function expectToFail(here: Copy, removal: Removal): Promise<string> {
  const files = applyRemoval(removal, here.read);
  if (!files) {
    misses.push(`${nameOf(removal)}: the text to take away does not come exactly once`);
    return 'DOES NOT APPLY';
  }
  const went = await here.having(files, () => runTests(here.folder, removal.fails, signal));
  const unmoved = [...went].filter(([, { failure }]) => failure === undefined).map(([name]) => name);
  for (const name of unmoved) misses.push(`${nameOf(removal)}: does not fail ${name}`);
  if (unmoved.length > 0) return 'NOT NOTICED';
  return `noticed, ${[...went.values()][0]?.failure}`;
}

function nameOf({ rows, without }: Removal): string {
  return `${rows.join(' ')} ${without}`;
}
