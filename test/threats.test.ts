import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readThreats, splitTestName, testsOf, titlesIn } from './support/threats.ts';

const ROOT = join(import.meta.dirname, '..');
const CHAPTERS = [
  'Enumeration',
  'Guessing and limits',
  'Passwords',
  'Second factor',
  'Passkeys',
  'Sessions',
  'Sign-up, verification and reset',
  'Web layer',
  'Proxy and forward-auth',
  'Operators',
  'Exhaustion, logs and metrics',
  'Replicas',
  'Faults',
  'Stolen stores',
];

const chapters = readThreats();
const rows = chapters.flatMap((chapter) => chapter.rows);

describe('the list of threats', () => {
  it('has every chapter, with rows whose ids come once', () => {
    assert.deepEqual(
      chapters.map(({ name }) => name),
      CHAPTERS,
    );
    for (const chapter of chapters) assert.ok(chapter.rows.length > 0, chapter.name);
    const ids = rows.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
  });

  it('says of each row which test holds it, or what is not there yet', () => {
    const saysNothing = rows.filter(
      ({ held }) => !held.every((part) => /^(not yet: .|\S+\.(?:test|stack)\.ts › .)/.test(part)),
    );
    assert.deepEqual(saysNothing, []);
  });

  it('names tests that exist', () => {
    const missing = rows.flatMap((row) =>
      testsOf(row)
        .filter((name) => {
          const { file, title } = splitTestName(name);
          return !titlesIn(file).has(title);
        })
        .map((name) => `${row.id}: ${name}`),
    );
    assert.deepEqual(missing, []);
  });

  it('names rules in files that exist', () => {
    const named = rows.flatMap(({ rule }) =>
      [...rule.matchAll(/`(src\/[^`]+)`/g)].map(([, path = '']) => path),
    );
    assert.ok(named.length > rows.length / 2);
    assert.deepEqual(
      named.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });
});
