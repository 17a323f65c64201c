import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { problemBody } from './error-handler.ts';
import { type ErrorCode, Problem } from './errors.ts';

const latestAnswer = Symbol('latest answer');
type AnsweringSocket = Socket & { [latestAnswer]?: ServerResponse };

/**
 * What Node's HTTP parser refuses never becomes a request; it is answered in the same form as everything
 * else, with the same headers, and the connection ends: bytes after a broken request are nobody's.
 */
export function answerClientError(headers: Record<string, string>, newId: () => string) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return;
    const answer = (socket as AnsweringSocket)[latestAnswer];
    // Refused by its headers already: a second answer would be taken for that to the next request.
    if (answer?.headersSent && !answer.req.complete) return void socket.end();
    const [status, code] = REFUSALS[error.code ?? ''] ?? [400, 'malformed_request'];
    const requestId = newId();
    const body = JSON.stringify({ ...problemBody(new Problem(code), requestId), status });
    const lines = Object.entries({
      ...headers,
      'x-request-id': requestId,
      'content-type': 'application/problem+json',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  };
}

const REFUSALS: Record<string, [status: number, code: ErrorCode]> = {
  HPE_HEADER_OVERFLOW: [431, 'malformed_request'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'malformed_request'],
};

/**
 * Two refusals Node would send by itself, before any of our code runs: without the headers, the log line and the
 * limits of every other answer. An `Expect` nobody knows is let pass (RFC 9110, 10.1.1, allows it); HTTP/1.1
 * without `Host` is a 400 (RFC 9112, 3.2), of ours.
 */
export function takeOverRefusals(app: FastifyInstance): void {
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.addHook('onRequest', ({ raw }, reply, done) => {
    (raw.socket as AnsweringSocket)[latestAnswer] = reply.raw;
    const isComplete = raw.headers.host !== undefined || raw.httpVersion === '1.0';
    done(isComplete ? undefined : new Problem('malformed_request'));
  });
}
