import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '#platform/metrics.ts';

/**
 * One line when a request arrives and one when it is answered. Route templates instead of addresses: ids and
 * tokens stand in addresses.
 */
export function installRequestLog(app: FastifyInstance, { httpRequestDuration }: Metrics): void {
  app.addHook('onRequest', async (request) => {
    request.log.info({ method: request.method, route: routeOf(request), ip: request.ip }, 'request');
  });
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode: status, elapsedTime } = reply;
    const route = routeOf(request);
    const user = request.session?.userId;
    request.log.info(
      { method: request.method, route, status, ms: Math.round(elapsedTime), user },
      'answered',
    );
    httpRequestDuration.observe({ method: request.method, route, status }, elapsedTime / 1_000);
  });
}

const routeOf = ({ routeOptions }: FastifyRequest): string => routeOptions.url ?? 'none';
