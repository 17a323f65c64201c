import { join, resolve } from 'node:path';
import { applyRemoval, editsOf, type Removal } from '../../test/defences/removal.ts';
import { runCommand } from '../checks/command.ts';
import type { Copy } from './copy.ts';

const tsc = resolve(import.meta.dirname, '../../node_modules/.bin/tsc');

/**
 * What the compiler says of the source without its defences. One that does not compile would fail every test, by a crash
 * and not by the attack. Many at once, as long as none of them changes the file of another.
 */
export async function checkTypes(
  copy: Copy,
  removals: readonly Removal[],
  signal: AbortSignal,
): Promise<string[]> {
  const complaints: string[] = [];
  const layers = layersOf(removals);
  for (const [index, layer] of layers.entries()) {
    console.log(`types without ${layer.length} of the defences, ${index + 1} of ${layers.length} times`);
    const files = new Map(layer.flatMap((removal) => [...(applyRemoval(removal, copy.read) ?? [])]));
    const { code, all } = await copy.having(files, () => runCommand(tsc, optionsFor(copy), signal));
    if (code !== 0) complaints.push(all.trim());
  }
  return complaints;
}

/** What a defence alone used is left over without it. What is checked once is not checked again. */
const optionsFor = ({ folder }: Copy): string[] => [
  ...['-p', folder, '--noUnusedLocals', 'false', '--noUnusedParameters', 'false'],
  ...['--incremental', '--tsBuildInfoFile', join(folder, 'checked.tsbuildinfo')],
];

function layersOf(removals: readonly Removal[]): Removal[][] {
  const layers: { files: Set<string>; removals: Removal[] }[] = [];
  for (const removal of removals) {
    const files = editsOf(removal).map(({ file }) => file);
    const free = layers.find((layer) => !files.some((file) => layer.files.has(file)));
    const layer = free ?? { files: new Set(), removals: [] };
    if (!free) layers.push(layer);
    for (const file of files) layer.files.add(file);
    layer.removals.push(removal);
  }
  return layers.map((layer) => layer.removals);
}
