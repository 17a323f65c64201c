import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Edge, startEdge } from '#test/support/edge.ts';
import { freePorts } from '#test/support/service.ts';

const ADDRESSES = ['127.0.0.1', '127.0.0.2'];
const NEVER = /^never/;

/** An instance as Nginx sees it that takes a request, perhaps acts on it, and dies before it answers. */
interface Instance {
  took: string[];
  diesAt: RegExp;
  server: Server;
}

describe('a request that Nginx sends again to the next instance (F17)', () => {
  let edge: Edge;
  let instances: Instance[] = [];
  before(async () => {
    const [port = 0, instancePort = 0] = await freePorts(2);
    instances = await Promise.all(ADDRESSES.map((address) => startInstance(address, instancePort)));
    edge = await startEdge(port, instancePort, { addresses: ADDRESSES });
  });
  after(async () => {
    await edge?.remove();
    for (const { server } of instances) server.close();
  });
  beforeEach(() => {
    for (const instance of instances) Object.assign(instance, { took: [], diesAt: NEVER });
  });
  const took = () => instances.flatMap((instance) => instance.took);
  const send = (method: string, path: string) =>
    fetch(`${edge.url}${path}`, { method, headers: { connection: 'close' } });

  for (const method of ['POST', 'PATCH'])
    it(`is none that may have changed something: ${method}`, async () => {
      for (const instance of instances) instance.diesAt = /once/;
      const answer = await send(method, `/once-${method}`);
      assert.deepEqual(took(), [`${method} /once-${method}`]);
      assert.equal(answer.status, 503);
      assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    });

  it('is one that only looked', async () => {
    const [dying] = instances;
    if (dying) dying.diesAt = /look/;
    const answers = await Promise.all(Array.from({ length: 4 }, () => send('GET', '/look')));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.ok(took().length > answers.length, 'one was asked twice');
  });
});

async function startInstance(address: string, port: number): Promise<Instance> {
  const instance: Instance = { took: [], diesAt: NEVER, server: createServer() };
  instance.server.on('request', (request, reply) => {
    const asked = `${request.method} ${request.url}`;
    instance.took.push(asked);
    if (instance.diesAt.test(asked)) request.socket.destroy();
    else reply.end('well');
  });
  await once(instance.server.listen(port, address), 'listening');
  return instance;
}
