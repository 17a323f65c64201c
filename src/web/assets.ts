import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Assets = { stylesheet: string; script: string };

type Manifest = Record<string, { file: string } | undefined>;

/** Reads what `vite build` wrote. Throws when the assets have not been built, so a broken start is seen at once. */
export function loadAssets(distFolder: string): Assets {
  const manifestFile = join(distFolder, '.vite', 'manifest.json');
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest;

  function requireEntry(source: string): string {
    const entry = manifest[source];
    if (!entry) throw new Error(`${manifestFile} has no entry for ${source}`);
    return `/${entry.file}`;
  }

  return { stylesheet: requireEntry('src/assets/main.css'), script: requireEntry('src/assets/main.ts') };
}
