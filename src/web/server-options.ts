import type { Server } from 'node:http';
import {
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from '#platform/logger.ts';
import type { Random } from '#platform/random.ts';
import { answerClientError } from './client-error.ts';
import { problemBody } from './error-handler.ts';
import { Problem } from './errors.ts';
import { RequestLogger } from './request-logger.ts';

export interface ServerOptionsDeps {
  config: { trustedProxies: readonly string[] };
  headers: Record<string, string>;
  log: Logger;
  random: Random;
}

/** Bounded in every direction: bodies, headers, and the time a slow client may take. */
export function serverOptions({
  config,
  headers,
  log,
  random,
}: ServerOptionsDeps): FastifyHttpOptions<Server, FastifyBaseLogger> {
  return {
    loggerInstance: log as FastifyBaseLogger,
    childLoggerFactory: (logger, bindings) => new RequestLogger(logger, bindings),
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: () => random.uuid(),
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    bodyLimit: 16 * 1_024,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    // Looked at every five seconds: with Node's own thirty the limits above would come late.
    http: {
      headersTimeout: 10_000,
      maxHeaderSize: 16 * 1_024,
      connectionsCheckingInterval: 5_000,
      requireHostHeader: false,
    },
    forceCloseConnections: 'idle',
    clientErrorHandler: answerClientError(headers, random.uuid),
    routerOptions: { maxParamLength: 100 },
    /** An address that cannot be decoded never reaches the hooks; it is answered like everything else. */
    frameworkErrors(_error: Error, request: FastifyRequest, reply: FastifyReply) {
      const body = problemBody(new Problem('malformed_request'), request.id);
      reply.code(body.status).headers({ ...headers, 'x-request-id': request.id });
      reply.type('application/problem+json').send(JSON.stringify(body));
    },
  };
}
