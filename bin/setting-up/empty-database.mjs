import { existsSync, readFileSync } from 'node:fs';
import { inRoot, pinnedNode, requireWritable, run, SetupError, showing } from './project.mjs';

/** An empty embedded database, which the first start copies: to create one there would take seconds. */
export async function makeEmptyDatabase() {
  const manifest = inRoot('node_modules', '@electric-sql', 'pglite', 'package.json');
  if (!existsSync(manifest)) return;
  // As `emptyDatabaseIn` names it, which this Node cannot load.
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  if (existsSync(inRoot('node_modules', '.cache', 'latchkey', `pglite-${version}-empty`))) return;
  requireWritable();
  await showing('Preparing an empty database', 'about 5 s', async () => {
    const { code, output } = await run(pinnedNode, [inRoot('bin', 'empty-database.ts')]);
    if (code !== 0) throw new SetupError(`the embedded database could not be created:\n${output.trim()}`);
  });
}
