import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, pinnedNode, requireWritable, run, SetupError, showing } from './project.mjs';

const stamp = inRoot('dist', '.built');
const configurations = ['vite.config.ts', 'vite.service.config.ts'];

/** The browser assets into `dist`, the service into `bundle`. */
export async function build() {
  if (!existsSync(inRoot(configurations[0])) || isFresh()) return;
  requireWritable();
  const startedAt = new Date().toISOString();
  await showing('Building the browser assets and the service', 'about 4 s', async () => {
    const vite = inRoot('node_modules', 'vite', 'bin', 'vite.js');
    for (const configuration of configurations) {
      const { code, output } = await run(pinnedNode, [vite, 'build', '-c', configuration, '-l', 'warn']);
      if (code !== 0)
        throw new SetupError(
          `what ${configuration} describes could not be built; Vite says:\n${output.trim()}`,
        );
    }
  });
  mkdirSync(inRoot('dist'), { recursive: true });
  writeFileSync(stamp, startedAt);
}

// Tailwind reads class names from every source file, so each of them can change the stylesheet.
function isFresh() {
  const results = [inRoot('dist', 'assets'), inRoot('bundle', 'main.js'), stamp];
  if (!results.every((path) => existsSync(path))) return false;
  const builtAt = Date.parse(readFileSync(stamp, 'utf8'));
  const newerThanBuild = (path) => statSync(path).mtimeMs > builtAt;
  if ([...configurations, 'package-lock.json'].some((name) => newerThanBuild(inRoot(name)))) return false;
  return !holdsChange(inRoot('src'), newerThanBuild);
}

// A folder's own time changes when a file in it is added or removed.
function holdsChange(folder, isNewer) {
  if (isNewer(folder)) return true;
  const isAssets = folder.startsWith(inRoot('src', 'assets'));
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return holdsChange(path, isNewer);
    return (isAssets || entry.name.endsWith('.ts')) && isNewer(path);
  });
}
