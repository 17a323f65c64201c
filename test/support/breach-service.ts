import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { portOf } from './service.ts';

/** Stands in for somebody else's list of breached passwords, and remembers what it was asked. */
export interface TestBreachService {
  url: string;
  /** Each request whole: line, headers, body. */
  asked: string[];
  /** Known from now on, as it is written. */
  leak(password: string): void;
  /** Answers so instead, until it is set back to `undefined`. */
  misbehave: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  close(): Promise<void>;
}

export const sha1Of = (password: string): string =>
  createHash('sha1').update(password).digest('hex').toUpperCase();

export async function startBreachService(): Promise<TestBreachService> {
  const leaked = new Set<string>();
  const server = createServer(async (request, response) => {
    const headers = request.rawHeaders.join('\n');
    service.asked.push(`${request.method} ${request.url}\n${headers}\n\n${await text(request)}`);
    if (service.misbehave) return service.misbehave(request, response);
    const prefix = request.url?.split('/').at(-1) ?? '';
    const found = [...leaked].filter((sha1) => sha1.startsWith(prefix));
    const lines = found.map((sha1) => `${sha1.slice(5)}:3`);
    // Others of the same prefix, and padding.
    response.end([...lines, `${'0'.repeat(34)}A:12`, `${'F'.repeat(35)}:0`].join('\r\n'));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');

  const service: TestBreachService = {
    url: `http://127.0.0.1:${portOf(server)}/a-secret-key/range`,
    asked: [],
    leak(password) {
      leaked.add(sha1Of(password));
    },
    misbehave: undefined,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
  return service;
}

/** Ways in which such a service fails, and the reason that is logged. */
export const FAILURES: Record<string, { reason: string; misbehave: TestBreachService['misbehave'] }> = {
  'never answers': { reason: 'TimeoutError', misbehave: () => {} },
  'never comes to an end': {
    reason: 'TimeoutError',
    misbehave(_request, response) {
      const line = `${'A'.repeat(35)}:1\r\n`;
      response.write(line);
      const trickle = setInterval(() => response.write(line), 20);
      response.once('close', () => clearInterval(trickle));
    },
  },
  'hangs up': { reason: 'UND_ERR_SOCKET', misbehave: (request) => request.socket.destroy() },
  'has an error': {
    reason: 'status 500',
    misbehave: (_request, response) => response.writeHead(500).end(`${'A'.repeat(35)}:1`),
  },
  'sends us elsewhere': {
    reason: 'status 302',
    misbehave: (request, response) =>
      response.writeHead(302, { location: `http://${request.headers.host}/elsewhere/` }).end(),
  },
  'answers too much': {
    reason: 'too long',
    misbehave: (_request, response) => response.end(`${'A'.repeat(35)}:1\r\n`.repeat(30_000)),
  },
  'answers with a page': {
    reason: 'not in the agreed form',
    misbehave: (_request, response) => response.end('<!doctype html><title>Please sign in</title>'),
  },
};
