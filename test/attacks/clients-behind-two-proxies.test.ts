import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Edge, startEdge } from '#test/support/edge.ts';
import { createHttpClient } from '#test/support/http-client.ts';
import { freePorts, prepareService, type TestService } from '#test/support/service.ts';

const FREE = 3;

describe('everybody kept out by one who fails, where a proxy of one’s own stands in front of Nginx (R01, R09)', () => {
  let service: TestService;
  let edge: Edge;
  before(async () => {
    const [port = 0] = await freePorts(1);
    service = await prepareService({
      PUBLIC_URL: `http://localhost:${port}`,
      TRUSTED_PROXIES: '127.0.0.1/32',
      LIMIT_SIGN_IN_CLIENT_FREE: String(FREE),
    });
    await service.start();
    edge = await startEdge(port, Number(new URL(service.address).port), {
      proxiesInFront: '127.0.0.0/8',
    });
  });
  after(async () => {
    await edge?.remove();
    await service?.remove();
  });

  let count = 0;
  /** A guess on an account of its own, as the proxy in front passes it on. */
  async function guess(told: string): Promise<number> {
    count += 1;
    const { json } = createHttpClient({ url: edge.url, address: edge.url }, { 'x-forwarded-for': told });
    const email = `nobody-${count}@example.org`;
    return (await json('POST', '/sign-in', { email, password: 'a wrong phrase' })).status;
  }

  it('is not possible: each is counted by their own address', async () => {
    for (let round = 0; round < FREE; round += 1) assert.equal(await guess('203.0.113.1'), 401);
    assert.equal(await guess('203.0.113.1'), 429);
    assert.equal(await guess('203.0.113.2'), 401);
  });

  it('is no way to be many either: the right-most address counts that is no proxy of ours', async () => {
    for (let round = 0; round < FREE; round += 1)
      assert.equal(await guess(`198.51.100.${round}, 203.0.113.3`), 401);
    assert.equal(await guess('198.51.100.99, 203.0.113.3, 127.0.0.9'), 429);
  });
});

describe('a network of everybody named as proxies in front of Nginx', () => {
  it('stops the start with the reason', async () => {
    const [port = 0, nobody = 0] = await freePorts(2);
    for (const network of ['0.0.0.0/0', '10.0.0.0/8,::/0']) {
      const start = startEdge(port, nobody, { proxiesInFront: network }).then((edge) => edge.remove());
      await assert.rejects(start, /choose the address/);
    }
  });
});
