import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { run } from 'node:test';
import { type Addresses, startServers } from '../../test/support/servers.ts';
import { createTestReport, type TestEvent, type TestResult } from '../../test/support/test-report.ts';
import { makeBatches } from './batches.ts';

const root = resolve(import.meta.dirname, '../..');
const longestBatch = 400_000;
const execArgv = ['--import', join(root, 'test', 'support', 'end-with-runner.ts')];

/** What operators live through, and the bench: minutes for what few changes touch. The build server runs them too. */
const ABOUT_OPERATION = ['test/bench', 'test/process', 'test/prometheus'].map(
  (folder) => join(root, folder) + sep,
);
const isAboutOperation = (file: string): boolean => ABOUT_OPERATION.some((folder) => file.startsWith(folder));

/** What `npm test` runs, and the rest, which `npm run test:operation` runs. */
export function splitTestFiles(): { daily: string[]; aboutOperation: string[] } {
  const { daily = [], aboutOperation = [] } = Object.groupBy(findTestFiles([]), (file) =>
    isAboutOperation(file) ? 'aboutOperation' : 'daily',
  );
  return { daily, aboutOperation };
}

/** All test files, or those whose path contains one of the given parts. */
export function findTestFiles(parts: string[]): string[] {
  const files = globSync(['src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: root });
  const wanted = parts.map((part) => relative(root, resolve(part)) || part);
  return files
    .filter((file) => !file.startsWith(join('test', 'support')))
    .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
    .sort()
    .map((file) => join(root, file));
}

export async function runTests(
  files: string[],
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<TestResult> {
  const servers = addressesGiven(process.env) ? undefined : await startServers(print);
  try {
    Object.assign(process.env, servers?.addresses);
    // Two hundred processes compile the same sources: a quarter of a small file's time.
    process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled');
    const batches = makeBatches(root, files);
    const report = createTestReport(root, batches, print);
    const concurrency = Math.min(availableParallelism() + 1, 8);
    const events = run({
      files: batches.map(({ entry }) => entry),
      cwd: root,
      concurrency,
      isolation: 'process',
      execArgv,
      timeout: longestBatch,
      signal,
    });
    for await (const event of events as AsyncIterable<TestEvent>) report.take(event);
    return report.result();
  } finally {
    await servers?.stop();
  }
}

/** What `npm run servers` prints in another terminal. */
function addressesGiven(env: NodeJS.ProcessEnv): boolean {
  const names: (keyof Addresses)[] = [
    'TEST_DATABASE_URL',
    'TEST_PGBOUNCER_URL',
    'TEST_REDIS_URL',
    'CHROMIUM_PATH',
  ];
  return names.every((name) => env[name]);
}

/** Nothing counts as tested when nothing ran, or when something was left out. */
export function whyNotPassed({ passed, failed, skipped }: TestResult): string | undefined {
  if (failed > 0) return `${failed} failed`;
  if (skipped > 0) return `${skipped} skipped or todo, which is not allowed`;
  if (passed === 0) return 'no test ran';
  return undefined;
}

/** The one line that says how many tests ran. */
export function countsOf({ passed, failed, skipped }: TestResult): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
