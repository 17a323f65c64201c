import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TABLE_HEAD } from './measure.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'operations', 'faults.md');

/** Puts rows in the place of those of the same fault; rows that were not measured now stay. */
export function writeTable(name: 'short' | 'full', rows: readonly string[]): void {
  const page = readFileSync(PAGE, 'utf8');
  const start = page.indexOf(`<!-- ${name} -->`) + `<!-- ${name} -->\n`.length;
  const end = page.indexOf(`<!-- end of ${name} -->`);
  const known = new Map(page.slice(start, end).split('\n').filter(isRow).map(keyed));
  for (const row of rows) known.set(...keyed(row));
  const sorted = [...known].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
  const table = [TABLE_HEAD, ...sorted].join('\n');
  writeFileSync(PAGE, `${page.slice(0, start)}\n${table}\n\n${page.slice(end)}`);
}

const isRow = (line: string): boolean => /^\| F\d\d /.test(line);

/** By id and fault. */
function keyed(row: string): [key: string, row: string] {
  return [row.split('|').slice(1, 3).join('|'), row];
}
