import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Arrivals } from '#platform/arrivals.ts';
import { clientOf } from './client.ts';

/** What `npx latchkey doctor` judges proxies and the origin by. */
export function noteArrivals(app: FastifyInstance, arrivals: Arrivals, publicUrl: string): void {
  app.addHook('onRequest', async (request) => {
    const told = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .filter((address) => address.trim() !== '').length;
    // The first is the connection's own.
    const believed = (request.ips?.length ?? 1) - 1;
    const otherOrigin = otherOriginOf(request, publicUrl);
    arrivals.note({ ip: clientOf(request).ip, told, believed, otherOrigin });
  });
}

function otherOriginOf({ headers }: FastifyRequest, publicUrl: string): string | undefined {
  const { origin = '' } = headers;
  if (headers['sec-fetch-site'] !== 'same-origin' || !URL.canParse(origin)) return undefined;
  // As a URL has it: without whatever else a stranger may write.
  const { origin: other } = new URL(origin);
  return other === publicUrl || other === 'null' ? undefined : other;
}
