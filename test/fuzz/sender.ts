import assert from 'node:assert/strict';
import { openWire, requestText, type Wire, type WireAnswer } from '#test/support/wire.ts';
import type { FuzzStage } from './fuzz-stage.ts';
import type { FuzzedRequest } from './fuzzed-request.ts';

/** Sends, judges every answer and counts it. */
export interface Sender {
  /** `lane`: requests sent at once have one each, and it is kept open. */
  sendRequest(request: FuzzedRequest, lane: number): Promise<void>;
  /** On a connection of its own, whose other end is told that nothing follows. */
  sendBroken(message: string): Promise<void>;
  close(): void;
}

export function createSender(stage: FuzzStage, count: (what: string | number) => void): Sender {
  const { service } = stage;
  const wires = new Map<number, Wire>();

  async function findWire(lane: number): Promise<Wire> {
    const open = wires.get(lane);
    if (open?.isOpen()) return open;
    const wire = await openWire(service.address);
    wires.set(lane, wire);
    return wire;
  }

  return {
    async sendRequest(request, lane) {
      const wire = await findWire(lane);
      await wire.write(bytesOf(request, stage.credentials[request.actor]));
      const answer = await wire.answer(request.method);
      const what = `${request.method} ${request.target.slice(0, 200)}`;
      assert.ok(answer, `${what}: no answer`);
      assertSound(answer, what);
      if (answer.headers.get('connection') === 'close') wire.close();
      count(answer.status);
    },

    async sendBroken(message) {
      const wire = await openWire(service.address);
      try {
        await wire.write(Buffer.from(message, 'latin1'));
        wire.finish();
        let answer = await wire.answer();
        count(answer ? `broken ${answer.status}` : 'broken, no answer');
        for (; answer; answer = await wire.answer()) assertSound(answer, message.slice(0, 200));
      } finally {
        wire.close();
      }
    },

    close() {
      for (const wire of wires.values()) wire.close();
    },
  };
}

function bytesOf(
  { method, target, headers, body }: FuzzedRequest,
  credentials: Record<string, string>,
): Buffer {
  const cookie = [credentials.cookie, headers.cookie].filter(Boolean).join('; ');
  const bytes = Buffer.from(body);
  const head = requestText(method, target, {
    ...headers,
    ...credentials,
    ...(cookie && { cookie }),
    ...(bytes.length > 0 && { 'content-length': String(bytes.length) }),
  });
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}

const HEADERS: [name: string, value: RegExp][] = [
  ['content-security-policy', /^default-src 'none';.*frame-ancestors 'none'$/],
  ['x-content-type-options', /^nosniff$/],
  ['referrer-policy', /^same-origin$/],
  ['cross-origin-opener-policy', /^same-origin$/],
  ['cross-origin-resource-policy', /^same-origin$/],
  ['permissions-policy', /./],
  ['x-request-id', /^[\w-]{36}$/],
  ['cache-control', /^(no-store|public, max-age=31536000, immutable)$/],
];

function assertSound({ status, headers, body }: WireAnswer, what: string): void {
  assert.ok(status >= 200 && status < 500, `${what}: ${status} ${body.slice(0, 300)}`);
  for (const [name, value] of HEADERS)
    assert.match(headers.get(name) ?? '', value, `${what}: ${status} ${name}`);
  for (const name of ['server', 'x-powered-by']) assert.equal(headers.get(name), undefined, what);
}
