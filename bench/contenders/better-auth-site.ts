import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { emailOf, PASSWORD, type SignedIn, signInOnce } from '../people.ts';
import type { Placed, Stage } from './stage.ts';

export type BetterAuthMode = 'postgres' | 'redis' | 'cookie';
export interface BetterAuthSite extends Placed {
  people: SignedIn[];
}

const FOLDER = join(import.meta.dirname, '..');

/** Its packages are the bench's own, so that those of the service stay few. */
export async function installBetterAuth(signal: AbortSignal): Promise<void> {
  if (existsSync(join(FOLDER, 'node_modules', 'better-auth', 'package.json'))) return;
  const child = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: FOLDER, signal });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`npm ci in bench/ failed:\n${output}`);
}

export async function openBetterAuth(
  stage: Stage,
  mode: BetterAuthMode,
  count: number,
): Promise<BetterAuthSite> {
  const databaseUrl = await stage.createDatabase(`bench_better_auth_${mode}`);
  const environment = { DATABASE_URL: databaseUrl, REDIS_URL: stage.redisUrl, MODE: mode };
  const placed = await stage.run('bench/contenders/better-auth.mjs', environment, '/api/auth/ok');
  const people: SignedIn[] = [];
  for (let index = 0; index < count; index += 1) {
    await signUp(placed.address, index);
    people.push(await signInOnce(placed.address, placed.address, '/api/auth/sign-in/email', index));
  }
  await requireRightAnswers(placed.address, people[0]);
  return { ...placed, people };
}

async function signUp(address: string, index: number): Promise<void> {
  const body = JSON.stringify({ email: emailOf(index), password: PASSWORD, name: 'Robin Example' });
  const headers = { 'content-type': 'application/json', origin: address };
  const answer = await fetch(`${address}/api/auth/sign-up/email`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`Better Auth signs nobody up: ${answer.status} ${await answer.text()}`);
}

async function requireRightAnswers(address: string, person: SignedIn | undefined): Promise<void> {
  const ask = async (cookie: string) =>
    (await fetch(`${address}/api/auth/get-session`, { headers: { cookie } })).text();
  if (!(await ask(person?.cookie ?? '')).includes(emailOf(0)))
    throw new Error('Better Auth does not say who is signed in');
  if ((await ask('')).includes('@bench.example')) throw new Error('Better Auth lets a stranger in');
}
