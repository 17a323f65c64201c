import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readEnvironment } from '#src/config/environment.ts';
import { OPERATOR_TOKEN_FORM } from '#src/config/settings.ts';
import { createExchanges } from './exchange.ts';
import { printable } from './table.ts';
import { misused, refused, type Terminal, unreachable } from './terminal.ts';

/** The running service, asked through its management listener. */
export interface Connection {
  /** With a body a POST, else a GET. The answer's body; whatever is no success is thrown as `CommandFailed`. */
  ask<Answer>(path: string, body?: object): Promise<Answer>;
}

/** What a problem document (RFC 9457) of the service holds. */
interface Refusal {
  status: number;
  detail: string;
  errors?: { field: string; message: string }[];
}

const OURS = ['MANAGEMENT_HOST', 'MANAGEMENT_PORT', 'DATA_DIR', 'OPERATOR_TOKEN'];

export function connect(environment: Terminal['environment']): Connection {
  const { values, mistakes } = readEnvironment(environment);
  const mistake = mistakes.find(({ name }) => OURS.includes(name));
  if (mistake) throw misused(`${mistake.name}: ${mistake.message}`);
  const address = addressOf(values.MANAGEMENT_HOST, values.MANAGEMENT_PORT);
  const exchanges = createExchanges(address, values.OPERATOR_TOKEN || readToken(values.DATA_DIR));

  return {
    async ask<Answer>(path: string, body?: object): Promise<Answer> {
      const sent = body === undefined ? '' : JSON.stringify(body);
      const answer = await exchanges.send(body === undefined ? 'GET' : 'POST', path, sent);
      const received = JSON.parse(answer.body);
      if (answer.status === 200) return received as Answer;
      throw failureOf(received as Refusal, address);
    },
  };
}

/** A listener on all addresses is asked on this machine's own. */
function addressOf(host: string, port: number): string {
  const own = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${own.includes(':') ? `[${own}]` : own}:${port}`;
}

function readToken(dataDir: string): string {
  const file = resolve(join(dataDir, 'operator-token'));
  try {
    const token = readFileSync(file, 'utf8').trim();
    // What anybody could guess would take anybody for the service.
    if (OPERATOR_TOKEN_FORM.test(token)) return token;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      throw refused(`${file} cannot be read (${code}). Run this as the user who runs the service.`);
    }
  }
  throw unreachable(
    `There is no token at ${file}. Start the service, or set DATA_DIR or OPERATOR_TOKEN as the service has it.`,
  );
}

function failureOf({ status, detail, errors }: Refusal, address: string): Error {
  if (status === 401)
    return refused(`What came to the service at ${address} is not what was sent. Nothing was done.`);
  if (status === 422 && errors) {
    return misused(errors.map(({ field, message }) => printable(`${field}: ${message}`)).join('\n'));
  }
  const words = printable(String(detail));
  return status >= 500 ? unreachable(words) : refused(words);
}
