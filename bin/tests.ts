// Only some test files, with the servers up: `npm run test:only -- src/domain/sessions sign-in`, `npm run test:operation`.
import { parseArgs } from 'node:util';
import { ServersUnavailable } from '../test/support/servers.ts';
import { interruption } from './checks/interruption.ts';
import { countsOf, findTestFiles, runTests, splitTestFiles, whyNotPassed } from './checks/tests.ts';

const { values, positionals: parts } = parseArgs({
  options: { operation: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const files = values.operation ? splitTestFiles().aboutOperation : findTestFiles(parts);
const signal = interruption();

try {
  if (files.length === 0)
    throw new ServersUnavailable(`No test file matches ${parts.join(' ') || 'src or test'}.`);
  const result = await runTests(files, console.log, signal);
  for (const problem of signal.aborted ? ['Interrupted.'] : result.problems) console.log(`\n${problem}`);
  console.log(`\n${countsOf(result)}`);
  process.exit(signal.aborted ? 130 : whyNotPassed(result) ? 1 : 0);
} catch (error) {
  if (!(error instanceof ServersUnavailable)) throw error;
  console.error(error.message);
  process.exit(1);
}
