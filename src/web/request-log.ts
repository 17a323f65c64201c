import type { FastifyInstance, FastifyRequest } from 'fastify';
import { noting, type RequestNotes } from '#platform/request-notes.ts';
import { clientOf } from './client.ts';

declare module 'fastify' {
  interface FastifyRequest {
    notes: RequestNotes;
  }
}

export type OnAnswered = (labels: { method: string; route: string; status: number }, seconds: number) => void;

/**
 * One line when a request arrives and one when it is answered. Route templates instead of addresses: ids and
 * tokens stand in addresses.
 */
export function installRequestLog(app: FastifyInstance, onAnswered: OnAnswered): void {
  app.decorateRequest('notes');
  app.addHook('onRequest', (request, _reply, done) => {
    // Not `request.ip`: a proxy may pass on what is no address, of any length.
    request.log.info(
      { method: request.method, route: routeOf(request), ip: clientOf(request).ip },
      'request',
    );
    request.notes = {};
    noting(request.notes, done);
  });
  // Anew: a body comes in by events of the connection, which belong to no request.
  app.addHook('preValidation', (request, _reply, done) => noting(request.notes, done));
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode: status, elapsedTime } = reply;
    const { db, user = request.session?.userId } = request.notes;
    const route = routeOf(request);
    request.log.info(
      { method: request.method, route, status, ms: Math.round(elapsedTime), db, user },
      'answered',
    );
    onAnswered({ ...labelsOf(request), status }, elapsedTime / 1_000);
  });
}

const routeOf = ({ routeOptions }: FastifyRequest): string => routeOptions.url ?? 'none';

/** Series are kept for good: where no route of ours was meant, path and method are what a stranger made up. */
function labelsOf({ method, routeOptions }: FastifyRequest): { method: string; route: string } {
  const { url, config } = routeOptions;
  return url === undefined || config.refusesMethod
    ? { method: 'other', route: 'none' }
    : { method, route: url };
}
