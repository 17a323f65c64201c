import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTestReport, type TestEvent } from '#test/support/test-report.ts';

const batches = [{ entry: '/b.mjs', files: ['/src/full.test.ts', '/src/empty.test.ts'] }];
const complete = (file: string, name: string, error?: Error): TestEvent => ({
  type: 'test:complete',
  data: { file, name, nesting: 0, details: { type: 'test', duration_ms: 1, ...(error && { error }) } },
});
const summary = (counts: { passed: number; failed: number }): TestEvent => ({
  type: 'test:summary',
  data: { counts: { cancelled: 0, skipped: 0, todo: 0, ...counts } },
});

function report(...events: TestEvent[]) {
  const lines: string[] = [];
  const { take, result } = createTestReport('/', batches, (line) => lines.push(line));
  for (const event of events) take(event);
  return { lines, ...result() };
}

describe('test files that share a process', () => {
  it('fail when they hold no test, whatever the others hold', () => {
    const { passed, failed, problems, lines } = report(
      complete('/src/full.test.ts', 'holds'),
      complete('/b.mjs', '/b.mjs'),
      summary({ passed: 1, failed: 0 }),
    );
    assert.deepEqual([passed, failed], [1, 1]);
    assert.deepEqual(problems, ['src/empty.test.ts: the file holds no test']);
    assert.match(lines.join('\n'), /^ok +1 +src\/full\.test\.ts .*\nFAILED +0 +src\/empty\.test\.ts /);
  });

  it('are not counted as passed when none of them holds a test', () => {
    const { passed, failed } = report(complete('/b.mjs', '/b.mjs'), summary({ passed: 1, failed: 0 }));
    assert.deepEqual([passed, failed], [0, 2]);
  });

  it('fail once when their process broke before any test', () => {
    const broken = new Error('test failed');
    const { passed, failed, problems } = report(
      complete('/b.mjs', '/b.mjs', broken),
      { ...complete('/b.mjs', '/b.mjs', broken), type: 'test:fail' },
      summary({ passed: 0, failed: 1 }),
    );
    assert.deepEqual([passed, failed, problems.length], [0, 1, 1]);
  });
});
