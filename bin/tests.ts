// Only some test files, with the servers up: `npm run test:only -- src/domain/sessions sign-in`.
import { ServersUnavailable } from '../test/support/servers.ts';
import { interruption } from './checks/interruption.ts';
import { countsOf, findTestFiles, runTests, whyNotPassed } from './checks/tests.ts';

const parts = process.argv.slice(2);
const files = findTestFiles(parts);
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
