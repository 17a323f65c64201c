// Turns the events of node:test into a line per file while they run, and into what went wrong at the end.
import { relative } from 'node:path';
import { inspect, stripVTControlCharacters } from 'node:util';

export type TestEvent = { type: string; data: TestEventData };
type TestEventData = {
  name?: string;
  nesting?: number;
  file?: string;
  entryFile?: string;
  message?: string;
  skip?: string | boolean;
  todo?: string | boolean;
  counts?: { passed: number; failed: number; cancelled: number; skipped: number; todo: number };
  details?: { type?: string; duration_ms?: number; error?: Error & { failureType?: string } };
};

type Tally = { tests: number; milliseconds: number; hasFailed: boolean };

export type TestResult = { passed: number; failed: number; skipped: number; problems: string[] };

/** Test files that one process runs one after another, under the name of the file that loads them. */
export type Batch = { entry: string; files: readonly string[] };

export function createTestReport(root: string, batches: readonly Batch[], print: (line: string) => void) {
  const filesOf = new Map(batches.map(({ entry, files }) => [entry, files]));
  const entryOf = new Map(batches.flatMap(({ entry, files }) => files.map((file) => [file, entry])));
  const tallies = new Map<string, Tally>();
  const output = new Map<string, string>();
  const path: string[] = [];
  const problems: string[] = [];
  let counts = { passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0 };
  let emptyFiles = 0;
  let passedBatches = 0;

  const shown = (file: string) => relative(root, file);
  const isBatch = ({ name, file, nesting }: TestEventData) => nesting === 0 && name === file;

  return {
    take({ type, data }: TestEvent): void {
      if (type === 'test:complete') complete(data);
      if (type === 'test:start') path.splice(data.nesting ?? 0, path.length, data.name ?? '');
      if (type === 'test:stdout' || type === 'test:stderr') hear(data);
      if (type === 'test:pass') passed(data);
      if (type === 'test:fail') failed(data);
      if (type === 'test:summary') summarise(data);
    },

    result(): TestResult {
      const { passed, failed, cancelled, skipped, todo } = counts;
      return {
        passed: passed - passedBatches,
        failed: failed + cancelled + emptyFiles,
        skipped: skipped + todo,
        problems,
      };
    },
  };

  // Arrives at once; all other events wait until the batches before theirs are through.
  function complete(data: TestEventData): void {
    if (isBatch(data)) tell(data);
    else count(data);
  }

  function count({ details, file = '' }: TestEventData): void {
    const tally = tallies.get(file) ?? { tests: 0, milliseconds: 0, hasFailed: false };
    tallies.set(file, tally);
    if (details?.type !== 'suite') {
      tally.tests += 1;
      tally.milliseconds += details?.duration_ms ?? 0;
    }
    tally.hasFailed ||= details?.error !== undefined;
  }

  function tell({ file: entry = '', details }: TestEventData): void {
    for (const file of filesOf.get(entry) ?? []) {
      const tally = tallies.get(file);
      const isOk = tally && !tally.hasFailed && !(details?.error && isOnlyOne(entry));
      const verdict = isOk ? 'ok' : 'FAILED';
      const seconds = ((isOnlyOne(entry) ? details?.duration_ms : tally?.milliseconds) ?? 0) / 1_000;
      print(
        `${verdict.padEnd(6)} ${String(tally?.tests ?? 0).padStart(4)}  ${shown(file)}  ${seconds.toFixed(1)} s`,
      );
    }
    lookForEmptyFiles(entry, details?.error !== undefined);
  }

  function passed(data: TestEventData): void {
    if (data.skip !== undefined) problems.push(`${nameOf(data)}: skipped`);
    if (data.todo !== undefined) problems.push(`${nameOf(data)}: todo`);
  }

  function lookForEmptyFiles(entry: string, hasFailed: boolean): void {
    const files = filesOf.get(entry) ?? [];
    const empty = files.filter((file) => !tallies.has(file));
    const isSilent = empty.length === files.length;
    // It broke before any test, and says so itself.
    if (isSilent && hasFailed) return;
    // A process without a single test counts itself as one that passed.
    if (isSilent) passedBatches += 1;
    emptyFiles += empty.length;
    problems.push(...empty.map((file) => `${shown(file)}: the file holds no test`));
  }

  function failed(data: TestEventData): void {
    const error = data.details?.error;
    if (error?.failureType === 'subtestsFailed') return;
    const file = data.file ?? '';
    const entry = entryOf.get(file) ?? file;
    const isToldBy = (one: string) => problems.some((problem) => problem.startsWith(shown(one)));
    if (isBatch(data) && filesOf.get(entry)?.some(isToldBy)) return;
    const said = output.get(entry)?.trim();
    output.delete(entry);
    const name = isBatch(data) ? (filesOf.get(entry) ?? []).map(shown).join(', ') : nameOf(data);
    // For a whole batch the error only says "test failed"; what it printed says why.
    const why = isBatch(data) && said ? undefined : withoutNodeFrames(inspect(error?.cause ?? error));
    const parts = [name, why, said && `It printed:\n${said}`];
    problems.push(parts.filter(Boolean).join('\n'));
  }

  function isOnlyOne(entry: string): boolean {
    return filesOf.get(entry)?.length === 1;
  }

  function nameOf(data: TestEventData): string {
    return `${shown(data.file ?? '')}: ${path.join(' › ')}`;
  }

  function hear({ file = '', message = '' }: TestEventData): void {
    output.set(file, (output.get(file) ?? '') + stripVTControlCharacters(message));
  }

  function summarise({ entryFile, counts: all }: TestEventData): void {
    if (!entryFile && all) counts = all;
  }
}

function withoutNodeFrames(text: string): string {
  return text.replace(/\n +at .*\bnode:internal.*/g, '');
}
