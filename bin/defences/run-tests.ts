import { join } from 'node:path';
import { run } from 'node:test';
import { splitTestName } from '../../test/support/threats.ts';

/** How a named test went; one whose title holds `…` may be many. */
export interface Went {
  passed: number;
  /** What the first of those that failed says. */
  failure: string | undefined;
}

type Event = { type: string; data: EventData };
type EventData = {
  name?: string;
  details?: { error?: Error & { failureType?: string } };
};

/** A failing server, a time limit or a broken file proves nothing: the test itself has to have said no. */
const SAID_NO = ['testCodeFailure', 'subtestsFailed'];
const longestFile = 180_000;

/** Runs `file › title` of a copy and nothing else of their files, one file after the other. */
export async function runTests(
  folder: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Went>> {
  const went = new Map<string, Went>(names.map((name) => [name, { passed: 0, failure: undefined }]));
  for (const [file, named] of Map.groupBy(names, (name) => splitTestName(name).file)) {
    const wanted = named.map((name) => ({ pattern: patternOf(splitTestName(name).title), name }));
    const events = run({
      files: [join(folder, file)],
      cwd: folder,
      isolation: 'process',
      concurrency: 1,
      execArgv: ['--import', join(folder, 'test', 'support', 'end-with-runner.ts')],
      testNamePatterns: wanted.map(({ pattern }) => pattern),
      timeout: longestFile,
      signal,
    });
    for await (const { type, data } of events as AsyncIterable<Event>) {
      const name = wanted.find(({ pattern }) => pattern.test(data.name ?? ''))?.name;
      const result = went.get(name ?? '');
      if (!result) continue;
      if (type === 'test:pass') result.passed += 1;
      if (type === 'test:fail') result.failure ??= whatItSays(data);
    }
  }
  return went;
}

function patternOf(title: string): RegExp {
  const parts = title.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`${parts.join('.*')}$`);
}

function whatItSays({ details }: EventData): string | undefined {
  const error = details?.error;
  if (!error || !SAID_NO.includes(error.failureType ?? '')) return undefined;
  const { message = '' } = (error.cause as Error | undefined) ?? error;
  return message.replace(/\s+/g, ' ').trim().slice(0, 120);
}
