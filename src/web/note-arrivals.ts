import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Arrivals, Forwarded } from '#platform/arrivals.ts';
import { clientOf } from './client.ts';

/** What `npx latchkey doctor` judges proxies and the origin by. */
export function noteArrivals(app: FastifyInstance, arrivals: Arrivals, publicUrl: string): void {
  app.addHook('onRequest', (request, _reply, done) => {
    arrivals.note({ forwarded: forwardedOf(request), otherOrigin: otherOriginOf(request, publicUrl) });
    done();
  });
}

function forwardedOf(request: FastifyRequest): Forwarded | undefined {
  const header = request.headers['x-forwarded-for'];
  if (header === undefined) return undefined;
  const told = String(header)
    .split(',')
    .filter((address) => address.trim() !== '').length;
  if (told === 0) return undefined;
  // The first is the connection's own.
  const believed = (request.ips?.length ?? 1) - 1;
  return { ip: clientOf(request).ip, told, believed };
}

function otherOriginOf({ headers }: FastifyRequest, publicUrl: string): string | undefined {
  const { origin = '' } = headers;
  if (headers['sec-fetch-site'] !== 'same-origin' || !URL.canParse(origin)) return undefined;
  // As a URL has it: without whatever else a stranger may write.
  const { origin: other } = new URL(origin);
  return other === publicUrl || other === 'null' ? undefined : other;
}
