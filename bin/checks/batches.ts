import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Batch } from '../../test/support/test-report.ts';

/** These start the service again and again, and each takes its time: nothing would be won. */
const ALONE = ['test/bench', 'test/fuzz', 'test/process', 'test/prometheus'];
/** These share a browser, which takes longest to start. */
const IN_A_BROWSER = ['test/browser'];
const BROWSER_FILES_IN_A_BATCH = 4;
/** As many share what costs most of a small file's time: to load the service's code and to warm it up. */
const FILES_IN_A_BATCH = 20;

/** The long ones first, so that none is alone at the end. */
export function makeBatches(root: string, files: readonly string[]): Batch[] {
  const folder = join(root, 'node_modules', '.cache', 'latchkey', `batches-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const isIn = (folders: readonly string[], file: string) =>
    folders.some((part) => relative(root, file).startsWith(part.replaceAll('/', sep) + sep));
  const {
    browser = [],
    alone = [],
    rest = [],
  } = Object.groupBy(files, (file) =>
    isIn(IN_A_BROWSER, file) ? 'browser' : isIn(ALONE, file) ? 'alone' : 'rest',
  );

  return [
    ...split(browser, BROWSER_FILES_IN_A_BATCH).map((own, index) =>
      batchOf(folder, `browser-${index + 1}`, own),
    ),
    ...split(rest, FILES_IN_A_BATCH).map((own, index) => batchOf(folder, `batch-${index + 1}`, own)),
    ...alone.map((file) => ({ entry: file, files: [file] })).toReversed(),
  ];
}

/** Into lists of nearly the same length, neighbours apart: those of one folder are often alike in what they take. */
function split(files: readonly string[], most: number): string[][] {
  const count = Math.ceil(files.length / most);
  return Array.from({ length: count }, (_, index) => files.filter((_file, place) => place % count === index));
}

function batchOf(folder: string, name: string, files: readonly string[]): Batch {
  const entry = join(folder, `${name}.mjs`);
  writeFileSync(entry, files.map((file) => `import ${JSON.stringify(pathToFileURL(file).href)};\n`).join(''));
  return { entry, files };
}
