import { once } from 'node:events';
import { connect } from 'node:net';

/** One answer, read off a connection without any HTTP client between. */
export interface WireAnswer {
  status: number;
  /** Lower-case names; values of one name joined by a comma. */
  headers: Map<string, string>;
  setCookies: string[];
  body: string;
}

/** A TCP connection that sends bytes as they are: what no HTTP client would let anybody send, and when they say. */
export interface Wire {
  /** Resolves once the bytes were handed to the system. */
  write(bytes: string | Buffer): Promise<void>;
  /** The next answer; `undefined` when the connection ended without one. Throws when nothing came for too long. */
  answer(method?: string): Promise<WireAnswer | undefined>;
  /** No more bytes will follow; answers are still read. */
  finish(): void;
  isOpen(): boolean;
  close(): void;
}

const LONGEST_SILENCE = 60_000;

export async function openWire(address: string, longestSilence = LONGEST_SILENCE): Promise<Wire> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let received: Buffer = Buffer.alloc(0);
  let hasEnded = false;
  let wake = () => {};
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    wake();
  });
  // A reset is an end as well: what was refused may be cut off.
  socket.on('error', () => {});
  socket.on('close', () => {
    hasEnded = true;
    wake();
  });
  socket.on('end', () => {
    hasEnded = true;
    wake();
  });
  await once(socket, 'connect');

  return {
    write: (bytes) => new Promise((resolve) => void socket.write(bytes, () => resolve())),
    async answer(method = 'GET') {
      while (true) {
        const parsed = parseAnswer(received, method, hasEnded);
        if (parsed) {
          received = received.subarray(parsed.length);
          return parsed.answer;
        }
        if (hasEnded) return undefined;
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error('no answer came')), longestSilence);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    finish: () => void socket.end(),
    isOpen: () => !hasEnded && socket.writable,
    close: () => socket.destroy(),
  };
}

/** A request as text. Values stand in it as they are given: nothing is checked or escaped. */
/** Sends bytes as they are; all that came back until the connection ended or was silent for a second. */
export async function exchangeBytes(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setTimeout(1_000, () => socket.destroy());
  // A reset is an end as well.
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  return text;
}

export function requestText(
  method: string,
  target: string,
  headers: Record<string, string>,
  body = '',
): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\nhost: localhost\r\n${lines.join('')}\r\n${body}`;
}

const BODILESS = new Set([204, 304]);

function parseAnswer(
  bytes: Buffer,
  method: string,
  isAll: boolean,
): { answer: WireAnswer; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0);
  const headers = new Map<string, string>();
  const setCookies: string[] = [];
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    if (name.toLowerCase() === 'set-cookie') setCookies.push(value);
    const before = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  }
  const start = end + 4;
  if (status < 200) return parseAfter(bytes, start, method, isAll);
  const body = bodyOf(bytes.subarray(start), { method, status, headers, isAll });
  return body && { answer: { status, headers, setCookies, body: body.text }, length: start + body.length };
}

/** `100 Continue` announces an answer and is none. */
function parseAfter(bytes: Buffer, start: number, method: string, isAll: boolean) {
  const parsed = parseAnswer(bytes.subarray(start), method, isAll);
  return parsed && { ...parsed, length: parsed.length + start };
}

interface Framing {
  method: string;
  status: number;
  headers: Map<string, string>;
  isAll: boolean;
}

function bodyOf(bytes: Buffer, { method, status, headers, isAll }: Framing) {
  if (method === 'HEAD' || BODILESS.has(status)) return { text: '', length: 0 };
  if (headers.get('transfer-encoding') === 'chunked') return chunksOf(bytes);
  const length = headers.get('content-length');
  if (length === undefined) return isAll ? { text: bytes.toString(), length: bytes.length } : undefined;
  if (bytes.length < Number(length)) return undefined;
  return { text: bytes.toString('utf8', 0, Number(length)), length: Number(length) };
}

function chunksOf(bytes: Buffer) {
  let text = '';
  let at = 0;
  while (true) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const start = lineEnd + 2;
    if (bytes.length < start + size + 2) return undefined;
    if (size === 0) return { text, length: start + 2 };
    text += bytes.toString('utf8', start, start + size);
    at = start + size + 2;
  }
}
