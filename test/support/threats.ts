import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** One row of docs/threats.md. */
export interface Threat {
  id: string;
  rule: string;
  /** `file › title`, or `not yet: …`; a file that ends in `.stack.ts` runs on the whole stack. */
  held: string[];
}

export interface Chapter {
  name: string;
  rows: Threat[];
}

export function readThreats(): Chapter[] {
  return readFileSync(join(ROOT, 'docs/threats.md'), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((chapter) => ({ name: chapter.slice(0, chapter.indexOf('\n')), rows: rowsOf(chapter) }));
}

function rowsOf(chapter: string): Threat[] {
  return [...chapter.matchAll(/^\| ([A-Z]\d\d) \| (.*) \|$/gm)].map(([, id = '', cells = '']) => {
    const [, rule = '', tests = ''] = cells.split(' | ');
    return { id, rule, held: tests.split('<br>').map((part) => part.replace(/^`|`$/g, '')) };
  });
}

/** The tests of a row. */
export const testsOf = ({ held }: Threat): string[] => held.filter((part) => !part.startsWith('not yet: '));

export function splitTestName(name: string): { file: string; title: string } {
  const [file = '', title = ''] = name.split(' › ');
  return { file, title };
}

/** The titles in a test file; what a template fills in is written `…`. */
export function titlesIn(path: string): Set<string> {
  const file = join(ROOT, path);
  if (!existsSync(file)) return new Set();
  const titles = readFileSync(file, 'utf8').matchAll(/^\s*(?:it|describe)\(\s*(['"`])(.*?)\1/gms);
  return new Set([...titles].map(([, , title = '']) => title.replace(/\$\{[^}]*\}/g, '…')));
}
