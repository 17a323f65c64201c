import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Environment } from '#src/config.ts';
import type { TestService } from './service.ts';

export interface CommandResult {
  code: number | null;
  output: string;
  errors: string;
}

const ROOT = join(import.meta.dirname, '..', '..');
const LONGEST = 60_000;

/** `latchkey …` as an operator beside the service types it, without a terminal. */
export function latchkey(
  service: Pick<TestService, 'managementAddress' | 'dataDir'>,
  environment: Environment = {},
) {
  const { port } = new URL(service.managementAddress);
  const own = { MANAGEMENT_PORT: port, DATA_DIR: service.dataDir, ...environment };
  return (...args: string[]): Promise<CommandResult> =>
    runProgram(process.execPath, [join('bin', 'latchkey.mjs'), ...args], own);
}

/** In the checkout, with nothing of the surrounding environment but where programs are. */
export async function runProgram(
  program: string,
  args: readonly string[],
  environment: Environment,
): Promise<CommandResult> {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { PATH, HOME, TMPDIR, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST,
  });
  const result = { output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    result.output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    result.errors += text;
  });
  const [code] = await once(child, 'close');
  return { code, ...result };
}
