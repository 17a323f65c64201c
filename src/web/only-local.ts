import type { FastifyInstance } from 'fastify';
import { isPrivate } from '#platform/arrivals.ts';
import { hostnameOf, isLoopback } from '#platform/loopback.ts';
import { clientOf } from './client.ts';
import { Problem } from './errors.ts';

/**
 * A foreign page whose name was rebound to this machine's address still sends its own name, and may write any
 * `X-Forwarded-Host`. Who comes from the internet, where a container or a setting let them in, writes any name.
 */
export function installOnlyLocal(app: FastifyInstance): void {
  app.addHook('preHandler', async (request) => {
    const isCalledOurs = isLoopback(hostnameOf(request.headers.host ?? ''));
    if (!isCalledOurs || !isPrivate(clientOf(request).ip)) throw new Problem('not_found');
  });
}
