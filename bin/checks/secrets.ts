import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Outcome } from './outcome.ts';
import { listOwnFiles } from './own-files.ts';

const root = resolve(import.meta.dirname, '../..');

const shapes: [name: string, shape: RegExp][] = [
  ['a private key', /-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/],
  ['an AWS access key', /\b(AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a GitHub token', /\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40})/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b|_authToken=\w/],
  ['a Slack token', /\bxox[abprs]-[A-Za-z0-9-]{20}/],
  ['a Stripe key', /\b[sr]k_live_[A-Za-z0-9]{20}/],
  ['a Google key', /\bAIza[0-9A-Za-z_-]{35}\b/],
  ['an AI provider key', /\bsk-(ant-|proj-)[A-Za-z0-9_-]{20}/],
  ['a key of this service', /SECRET_KEYS?['"]?\s*[=:]\s*['"]?[A-Za-z0-9_-]{43}\b/],
];
// A line that only looks like a secret says so, with the reason: `not a secret: published test vector`.
const exempt = /not a secret: \S/;

export async function scanForSecrets(signal: AbortSignal): Promise<Outcome> {
  const files = (await listOwnFiles(signal)).filter((file) => file !== 'package-lock.json');
  const findings = files.flatMap((file) => scanFile(file));
  if (findings.length === 0) return { kind: 'passed', note: `${files.length} files` };
  const advice = 'Remove it, and replace the secret wherever it is in use: it may be in the history already.';
  return { kind: 'failed', output: [...findings, advice].join('\n') };
}

function scanFile(file: string): string[] {
  const text = readText(file);
  if (text === undefined) return [];
  return text.split('\n').flatMap((line, index) => {
    if (exempt.test(line)) return [];
    return shapes
      .filter(([, shape]) => shape.test(line))
      .map(([name]) => `${file}:${index + 1} looks like ${name}`);
  });
}

function readText(file: string): string | undefined {
  try {
    const text = readFileSync(join(root, file), 'utf8');
    return text.slice(0, 8000).includes('\0') ? undefined : text;
  } catch {
    // Deleted but still tracked, or a link to nowhere.
    return undefined;
  }
}
