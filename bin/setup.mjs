// Makes a fresh clone ready, or notices in a few milliseconds that it already is.
// It runs before anything is installed, so it is plain JavaScript for Node 20 and has no dependency.
import { build } from './setting-up/build.mjs';
import { makeEmptyDatabase } from './setting-up/empty-database.mjs';
import { installPackages } from './setting-up/packages.mjs';
import { SetupError } from './setting-up/project.mjs';

try {
  requireNode(20);
  await installPackages();
  await build();
  await makeEmptyDatabase();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`\nSetup stopped: ${error.message}\n`);
  process.exitCode = 1;
}

function requireNode(major) {
  if (Number.parseInt(process.versions.node, 10) >= major) return;
  throw new SetupError(
    `this is Node ${process.versions.node}; install Node ${major} or newer and run it again.`,
  );
}
