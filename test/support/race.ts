import { setTimeout as pause } from 'node:timers/promises';
import type { ApiAnswer } from './http-client.ts';
import { openWire, requestText } from './wire.ts';

/** One of several requests that are to arrive in the same moment. */
export interface Racer {
  /** The instance it goes to. */
  address: string;
  /** Below `/api/v1`. */
  path: string;
  body: object;
  cookie?: string;
}

/** What the servers need to read everything but the last bytes. */
const SETTLING = 150;

/**
 * Opens a connection for each, sends everything but the last byte of every body, and then all last bytes together.
 * The answers are in the order of the racers.
 */
export async function race(racers: readonly Racer[]): Promise<ApiAnswer[]> {
  const held = await Promise.all(
    racers.map(async ({ address, path, body, cookie }) => {
      const wire = await openWire(address);
      const text = JSON.stringify(body);
      const headers = {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(text)),
        connection: 'close',
        ...(cookie !== undefined && { cookie }),
      };
      const bytes = Buffer.from(requestText('POST', `/api/v1${path}`, headers, text));
      await wire.write(bytes.subarray(0, -1));
      return { wire, last: bytes.subarray(-1) };
    }),
  );
  await pause(SETTLING);
  for (const { wire, last } of held) void wire.write(last);
  return Promise.all(
    held.map(async ({ wire }) => {
      const answer = await wire.answer('POST');
      wire.close();
      if (!answer) throw new Error('a connection ended without an answer');
      return { status: answer.status, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
    }),
  );
}

/** How often each status came. */
export function tally(answers: readonly { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
