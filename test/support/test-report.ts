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

export type TestResult = { passed: number; failed: number; skipped: number; problems: string[] };

export function createTestReport(root: string, print: (line: string) => void) {
  const started = new Map<string, number>();
  const output = new Map<string, string>();
  const ranTests = new Set<string>();
  const path: string[] = [];
  const problems: string[] = [];
  let counts = { passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0 };
  let emptyFiles = 0;

  const shown = (file: string) => relative(root, file);
  const isWholeFile = ({ name, file, nesting }: TestEventData) => nesting === 0 && name === file;

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
        passed: passed - emptyFiles,
        failed: failed + cancelled + emptyFiles,
        skipped: skipped + todo,
        problems,
      };
    },
  };

  // Arrives at once; all other events wait until the files before theirs are through.
  function complete(data: TestEventData): void {
    const file = data.file ?? '';
    if (!isWholeFile(data)) {
      if (data.details?.type !== 'suite') started.set(file, (started.get(file) ?? 0) + 1);
      return;
    }
    const seconds = ((data.details?.duration_ms ?? 0) / 1000).toFixed(1);
    const verdict = data.details?.error ? 'FAILED' : 'ok';
    print(`${verdict.padEnd(6)} ${String(started.get(file) ?? 0).padStart(4)}  ${shown(file)}  ${seconds} s`);
  }

  function passed(data: TestEventData): void {
    if (isWholeFile(data) && !ranTests.has(data.file ?? '')) {
      emptyFiles += 1;
      problems.push(`${shown(data.file ?? '')}: the file holds no test`);
    }
    if (data.skip !== undefined) problems.push(`${nameOf(data)}: skipped`);
    if (data.todo !== undefined) problems.push(`${nameOf(data)}: todo`);
  }

  function failed(data: TestEventData): void {
    const error = data.details?.error;
    if (error?.failureType === 'subtestsFailed') return;
    const file = data.file ?? '';
    const alreadyTold = isWholeFile(data) && problems.some((problem) => problem.startsWith(shown(file)));
    if (alreadyTold) return;
    const said = output.get(file)?.trim();
    output.delete(file);
    const name = isWholeFile(data) ? shown(file) : nameOf(data);
    // For a whole file the error only says "test failed"; what it printed says why.
    const why = isWholeFile(data) && said ? undefined : withoutNodeFrames(inspect(error?.cause ?? error));
    const parts = [name, why, said && `It printed:\n${said}`];
    problems.push(parts.filter(Boolean).join('\n'));
  }

  function nameOf(data: TestEventData): string {
    return `${shown(data.file ?? '')}: ${path.join(' › ')}`;
  }

  function hear({ file = '', message = '' }: TestEventData): void {
    output.set(file, (output.get(file) ?? '') + stripVTControlCharacters(message));
  }

  function summarise(data: TestEventData): void {
    if (data.entryFile) ranTests.add(data.entryFile);
    else if (data.counts) counts = data.counts;
  }
}

function withoutNodeFrames(text: string): string {
  return text.replace(/\n +at .*\bnode:internal.*/g, '');
}
