import type { FastifyRequest } from 'fastify';
import { type Client, parseClient } from '#domain/client.ts';

/** Fastify reads `X-Forwarded-For` only from trusted proxies; what it finds there may still be no address. */
export function clientOf(request: FastifyRequest): Client {
  const { ip, socket, headers } = request;
  const userAgent = headers['user-agent'];
  const client = parseClient(ip, userAgent) ?? parseClient(socket.remoteAddress ?? '', userAgent);
  if (!client) throw new Error('a request without a client address');
  return client;
}
