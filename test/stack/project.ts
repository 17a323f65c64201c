import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** A project of the tests' own, on ports, in networks and with images of its own: another stack may run beside it. */
const { STACK_PROJECT, STACK_PORT = '18480', STACK_SUBNET, STACK_DATA_NETWORK } = process.env;
export const PROJECT = STACK_PROJECT ?? 'latchkey-test';
const ROOT = join(import.meta.dirname, '..', '..');

export const environment = {
  ...process.env,
  PATH: `/usr/bin:${process.env.PATH}`,
  COMPOSE_PROJECT_NAME: PROJECT,
  EXTRA_COMPOSE_FILE: 'test/stack/compose.test.yaml',
  APP_IMAGE: `${PROJECT}-app`,
  HTTP_PORT: STACK_PORT,
  HTTPS_PORT: String(Number(STACK_PORT) + 1),
  GRAFANA_PORT: String(Number(STACK_PORT) + 2),
  PUBLIC_URL: `http://localhost:${STACK_PORT}`,
  SERVICE_SUBNET: STACK_SUBNET ?? '10.203.115.0/24',
  DATA_NETWORK: STACK_DATA_NETWORK ?? '10.203.116',
};

export interface RunOptions {
  /** What it prints is shown while it runs. */
  isShown?: boolean;
  /** Whoever presses Ctrl-C does not end it. */
  isDetached?: boolean;
  settings?: Record<string, string>;
}

/** What it printed; throws where it fails. */
export async function run(
  command: string,
  args: readonly string[],
  { isShown = false, isDetached = false, settings = {} }: RunOptions = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...environment, ...settings },
    detached: isDetached,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (isShown) process.stdout.write(chunk);
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed (${code}): ${errors.slice(-2_000)}`);
  return output;
}
