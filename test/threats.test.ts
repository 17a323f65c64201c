import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

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
  'Exhaustion, logs and metrics',
  'Replicas',
  'Faults',
  'Stolen stores',
];

interface Row {
  id: string;
  rule: string;
  /** `file › title`, or `not yet: …`. */
  held: string[];
}

const chapters = readFileSync(join(ROOT, 'docs/threats.md'), 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((chapter) => ({ name: chapter.slice(0, chapter.indexOf('\n')), rows: rowsOf(chapter) }));
const rows = chapters.flatMap((chapter) => chapter.rows);

function rowsOf(chapter: string): Row[] {
  return [...chapter.matchAll(/^\| ([A-Z]\d\d) \| (.*) \|$/gm)].map(([, id = '', cells = '']) => {
    const [, rule = '', tests = ''] = cells.split(' | ');
    return { id, rule, held: tests.split('<br>').map((part) => part.replace(/^`|`$/g, '')) };
  });
}

/** The titles in a test file; what a template fills in is written `…`. */
function titlesIn(path: string): Set<string> {
  const file = join(ROOT, path);
  if (!existsSync(file)) return new Set();
  const titles = readFileSync(file, 'utf8').matchAll(/^\s*(?:it|describe)\(\s*(['"`])(.*?)\1/gms);
  return new Set([...titles].map(([, , title = '']) => title.replace(/\$\{[^}]*\}/g, '…')));
}

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
      ({ held }) => !held.every((part) => /^(not yet: .|\S+\.test\.ts › .)/.test(part)),
    );
    assert.deepEqual(saysNothing, []);
  });

  it('names tests that exist', () => {
    const missing = rows.flatMap(({ id, held }) =>
      held
        .filter((part) => !part.startsWith('not yet: '))
        .filter((part) => {
          const [path = '', title = ''] = part.split(' › ');
          return !titlesIn(path).has(title);
        })
        .map((part) => `${id}: ${part}`),
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
