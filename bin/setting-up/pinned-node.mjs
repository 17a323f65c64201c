import { existsSync } from 'node:fs';
import { inRoot, pinnedNode, run, SetupError, showing } from './project.mjs';

/** The Node that runs the sources comes as a package; on a bare system it may miss its install script or a library. */
export async function requirePinnedNode() {
  if ((await whyNotStarting()) === undefined) return;
  await run('npm', ['rebuild', 'node', '--loglevel=error']);
  const reason = await whyNotStarting();
  if (reason === undefined) return;
  if (!reason.includes('libatomic.so.1')) throw new SetupError(advice(reason));
  await installLibatomic();
  const stillMissing = await whyNotStarting();
  if (stillMissing !== undefined) throw new SetupError(advice(stillMissing));
}

async function whyNotStarting() {
  if (!existsSync(pinnedNode)) return 'its install script did not run';
  const { code, output } = await run(pinnedNode, ['--version']);
  return code === 0 ? undefined : (output.trim().split('\n')[0] ?? '');
}

function advice(reason) {
  return (
    `the Node that package.json pins does not start here (${reason}); allow the install script of the package ` +
    `"node" (see \`npm config get ignore-scripts\`), then run \`npm rebuild node\` in ${inRoot()}.`
  );
}

// The builds that nodejs.org publishes need it, and slim Debian images are without it.
async function installLibatomic() {
  const command = 'apt-get update -q && apt-get install -y -q --no-install-recommends libatomic1';
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  const failed = new SetupError(
    'Node needs the system library libatomic; install it (Debian: `apt-get install libatomic1`) and run it again.',
  );
  if (!isDebianRoot) throw failed;
  await showing('Installing the system library libatomic1', 'about 10 s', async () => {
    if ((await run('sh', ['-c', command])).code !== 0) throw failed;
  });
}
