import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface CollectedSpan {
  name: string;
  attributes: Record<string, unknown>;
}

/** Takes what a service hands over as OTLP in JSON. */
export interface TraceCollector {
  url: string;
  /** Everything that came, as it came. */
  received(): string;
  spans(): CollectedSpan[];
  close(): Promise<void>;
}

export async function openTraceCollector(): Promise<TraceCollector> {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(await text(request));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => bodies.join('\n'),
    spans: () => bodies.flatMap(spansIn),
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

interface Export {
  resourceSpans: { scopeSpans: { spans: { name: string; attributes: Attribute[] }[] }[] }[];
}
interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number };
}

const spansIn = (body: string): CollectedSpan[] =>
  (JSON.parse(body) as Export).resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)
    .map(({ name, attributes }) => ({
      name,
      attributes: Object.fromEntries(
        attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]),
      ),
    }));
