import assert from 'node:assert/strict';

const LONGEST_LINE = 1_024;

/** One event is one line of JSON, and short, whatever was sent; the greeting to people is indented. */
export function assertWellFormedLog(output: string): void {
  const lines = output.split('\n').filter((line) => line !== '' && !line.startsWith('  '));
  for (const line of lines) {
    assert.ok(line.length <= LONGEST_LINE, `a line of ${line.length} characters: ${line.slice(0, 300)}`);
    assert.ok(isJsonObject(line), `no line of JSON: ${line.slice(0, 300)}`);
    // JSON escapes them all; a raw one would move the cursor of whoever reads the log.
    assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029]/u);
  }
}

function isJsonObject(line: string): boolean {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
