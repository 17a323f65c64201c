import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, pinnedNode, requireWritable, run, SetupError, showing } from './project.mjs';

const assetsStamp = inRoot('dist', '.assets-built');

export async function buildAssets() {
  if (!existsSync(inRoot('vite.config.ts')) || assetsAreFresh()) return;
  requireWritable();
  const startedAt = new Date().toISOString();
  await showing('Building the browser assets', 'about 3 s', async () => {
    const vite = inRoot('node_modules', 'vite', 'bin', 'vite.js');
    const { code, output } = await run(pinnedNode, [vite, 'build', '--logLevel', 'warn']);
    if (code !== 0)
      throw new SetupError(`the browser assets could not be built; Vite says:\n${output.trim()}`);
  });
  mkdirSync(inRoot('dist'), { recursive: true });
  writeFileSync(assetsStamp, startedAt);
}

// Tailwind reads class names from every source file, so each of them can change the stylesheet.
function assetsAreFresh() {
  if (!existsSync(inRoot('dist', 'assets')) || !existsSync(assetsStamp)) return false;
  const builtAt = Date.parse(readFileSync(assetsStamp, 'utf8'));
  const newerThanBuild = (path) => statSync(path).mtimeMs > builtAt;
  if (newerThanBuild(inRoot('vite.config.ts')) || newerThanBuild(inRoot('package-lock.json'))) return false;
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
