import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { prepareService, type TestService } from '#test/support/service.ts';

describe('requests that hold a connection or a parser (D03)', () => {
  let service: TestService;
  before(async () => {
    service = await prepareService();
    await service.start();
  });
  after(() => service?.remove());

  /** Sends a byte a second until the service has had enough, for a minute at most; what it said then. */
  async function drip(start: string): Promise<string> {
    const { hostname, port } = new URL(service.address);
    const socket: Socket = connect(Number(port), hostname);
    let answer = '';
    let isOpen = true;
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => {
      isOpen = false;
    });
    socket.on('error', () => {});
    socket.write(start);
    for (let sent = 0; isOpen && sent < 60; sent += 1) {
      await pause(1_000);
      if (isOpen) socket.write('x');
    }
    socket.destroy();
    return answer;
  }

  it('are ended with 408, in the midst of the headers or of the body', { timeout: 90_000 }, async () => {
    const head = 'POST /api/v1/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const answers = await Promise.all([
      drip(`${head}X-Slow: `),
      drip(`${head}Content-Length: 10000\r\n\r\n{`),
    ]);
    for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 408 /);
  });

  it('are refused for their size or depth before anything is parsed at length', async () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    const fields = Array.from({ length: 100_000 }, (_, index) => `"f${index}":1`).join();
    const bodies = [
      `{"email":${nested(100_000)}}`,
      `{${fields}}`,
      JSON.stringify({ email: 'x'.repeat(20_000) }),
    ];
    for (const body of bodies) {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${service.address}/api/v1/sign-in`, { method: 'POST', headers, body });
      assert.equal(answer.status, 413);
    }
    const deep = `{"email":${nested(7_000)},"password":"x"}`;
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${service.address}/api/v1/sign-in`, { method: 'POST', headers, body: deep });
    assert.equal(answer.status, 422);
    const packed = { ...headers, 'content-encoding': 'gzip' };
    const bomb = await fetch(`${service.address}/api/v1/sign-in`, {
      method: 'POST',
      headers: packed,
      body: '{}',
    });
    assert.ok([400, 415, 422].includes(bomb.status), String(bomb.status));
  });
});
