import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestOperator } from './operator.ts';
import { portOf } from './service.ts';

/** A request as it stood on the wire. */
export interface Heard {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Spoken {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A program where the service should listen. */
export interface FakeListener {
  port: string;
  heard: Heard[];
  answer(heard: Heard): Promise<Spoken>;
  close(): Promise<void>;
}

export async function startFakeListener(): Promise<FakeListener> {
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const heard = { method, url, headers, body: await text(request) };
    listener.heard.push(heard);
    const { status, headers: said, body } = await listener.answer(heard);
    response.writeHead(status, said).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const listener: FakeListener = {
    port: String(portOf(server)),
    heard: [],
    answer: async () => ({ status: 404, headers: {}, body: '' }),
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
  return listener;
}

const OF_THE_CONNECTION = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive']);

/** Brings what was heard to a service. */
export async function deliver({ app }: TestOperator, { method, url, headers, body }: Heard): Promise<Spoken> {
  const kept = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  const answer = await app.inject({
    method: method as 'GET',
    url,
    headers: Object.fromEntries(kept) as Record<string, string>,
    ...(body && { payload: body }),
  });
  const said = Object.entries(answer.headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(said.map(([name, value]) => [name, String(value)])),
    body: answer.body,
  };
}
