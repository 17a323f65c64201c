import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { problemBody } from './error-handler.ts';
import { type ErrorCode, Problem } from './errors.ts';

/**
 * What Node's HTTP parser refuses never becomes a request; it is answered in the same form as everything
 * else, with the same headers, and the connection ends: bytes after a broken request are nobody's.
 */
export function answerClientError(headers: Record<string, string>, newId: () => string) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return;
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
