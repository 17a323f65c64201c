import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { requirePinnedNode } from './pinned-node.mjs';
import { inRoot, pinnedNode, requireWritable, run, SetupError, showing } from './project.mjs';

const lockStamp = inRoot('node_modules', '.latchkey-lock-hash');
const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/;
const untrusted = /CERT_IN_CHAIN|SELF_SIGNED_CERT|CERT_HAS_EXPIRED|UNABLE_TO_(VERIFY|GET_ISSUER)/;

export async function installPackages() {
  const lock = readLock();
  if (isStamped(lock)) return;
  if (!isInstalled(lock)) {
    requireWritable();
    await showing('Installing packages', 'about 20 s', async () => {
      const { code, output } = await runNpmInstall();
      if (code !== 0) throw new SetupError(whyInstallFailed(output));
    });
  }
  await requirePinnedNode();
  stamp(lock);
}

// A registry mirror may lack the builds for other platforms. `npm ci` then calls the lock file incomplete, while
// `npm install` takes the very same versions from it and passes over what this platform does not need.
async function runNpmInstall() {
  const options = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  // Without a network npm tries for minutes; its cache may still hold everything.
  const trouble = await registryTrouble();
  if (trouble) options.push('--offline');
  const result = await run('npm', ['ci', ...options]);
  const complaints = result.output.match(/npm error (Missing|Invalid): .*/g) ?? [];
  const onlyOtherPlatforms =
    complaints.length > 0 && complaints.every((line) => /Missing: \S+@ from lock file/.test(line));
  const settled = onlyOtherPlatforms ? await run('npm', ['install', '--no-save', ...options]) : result;
  return { code: settled.code, output: `${trouble}${settled.output}` };
}

async function registryTrouble() {
  const { code, output } = await run('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=10000']);
  return code !== 0 && (unreachable.test(output) || untrusted.test(output)) ? output : '';
}

function readLock() {
  try {
    return readFileSync(inRoot('package-lock.json'));
  } catch {
    throw new SetupError('package-lock.json is missing; restore it with `git checkout package-lock.json`.');
  }
}

function isStamped(lock) {
  return existsSync(pinnedNode) && existsSync(lockStamp) && readFileSync(lockStamp, 'utf8') === hashOf(lock);
}

function stamp(lock) {
  try {
    writeFileSync(lockStamp, hashOf(lock));
  } catch {
    // A read-only checkout is fine as long as nothing has to be installed.
  }
}

// Someone may have run npm by hand: its own record of the folder says whether the result is the same.
function isInstalled(lock) {
  const record = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(pinnedNode) || !existsSync(record)) return false;
  return sameVersions(JSON.parse(String(lock)).packages, JSON.parse(readFileSync(record, 'utf8')).packages);
}

function sameVersions(wanted, installed) {
  const paths = new Set([...Object.keys(wanted), ...Object.keys(installed)].filter((path) => path !== ''));
  return [...paths].every((path) => {
    if (!(path in installed)) return wanted[path].optional === true || wanted[path].peer === true;
    return (
      wanted[path]?.integrity === installed[path].integrity &&
      wanted[path]?.version === installed[path].version
    );
  });
}

function hashOf(lock) {
  return createHash('sha256').update(`${process.platform}-${process.arch}\n`).update(lock).digest('hex');
}

function whyInstallFailed(output) {
  if (unreachable.test(output)) {
    return 'the npm registry could not be reached; check the network, or the proxy in your npm settings, and run it again.';
  }
  if (untrusted.test(output)) {
    return "the npm registry's certificate is not trusted here; name your authority's file in NODE_EXTRA_CA_CERTS and run it again.";
  }
  if (/EACCES|EPERM|EROFS/.test(output))
    return `npm may not write to ${inRoot()} or to its cache; make both writable for you and run it again.`;
  if (/ENOSPC/.test(output)) return 'the disk is full; free about 600 MB and run it again.';
  if (/can only install packages when your package\.json and package-lock\.json/.test(output)) {
    return 'package.json and package-lock.json disagree; run `npm install` and commit the lock file.';
  }
  const reason = /npm error (?!code)(.+)/.exec(output)?.[1] ?? 'it gave no reason';
  return `\`npm ci\` failed (${reason}); run it by hand to see everything it says.`;
}
