import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Batch } from '../../test/support/test-report.ts';

/** These start the service or a browser, and each takes its time: nothing would be won. */
const ALONE = ['test/bench', 'test/browser', 'test/fuzz', 'test/process', 'test/prometheus'];
/** As many share what costs most of a small file's time: to load the service's code and to warm it up. */
const FILES_IN_A_BATCH = 20;

/** The long ones first, so that none is alone at the end. */
export function makeBatches(root: string, files: readonly string[]): Batch[] {
  const folder = join(root, 'node_modules', '.cache', 'latchkey', `batches-${process.pid}`);
  const isAlone = (file: string) =>
    ALONE.some((part) => relative(root, file).startsWith(part.replaceAll('/', sep) + sep));
  const together = files.filter((file) => !isAlone(file));
  const count = Math.ceil(together.length / FILES_IN_A_BATCH);
  mkdirSync(folder, { recursive: true });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

  return [
    ...Array.from({ length: count }, (_, index) => {
      const own = together.filter((_file, place) => place % count === index);
      return { entry: makeEntry(join(folder, `batch-${index + 1}.mjs`), own), files: own };
    }),
    ...files
      .filter(isAlone)
      .map((file) => ({ entry: file, files: [file] }))
      .toReversed(),
  ];
}

function makeEntry(entry: string, files: readonly string[]): string {
  writeFileSync(entry, files.map((file) => `import ${JSON.stringify(pathToFileURL(file).href)};\n`).join(''));
  return entry;
}
