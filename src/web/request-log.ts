import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '#platform/logger.ts';
import { noting, type RequestNotes } from '#platform/request-notes.ts';
import { clientOf } from './client.ts';

declare module 'fastify' {
  interface FastifyRequest {
    notes: RequestNotes;
  }
}

export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx'] as const;
/** Those that we answer; whatever else a library may answer is one more. */
export const STATUSES = [
  ...[
    '200',
    '201',
    '202',
    '204',
    '206',
    '302',
    '303',
    '304',
    '308',
    '400',
    '401',
    '403',
    '404',
    '405',
    '406',
    '408',
  ],
  ...[
    '409',
    '410',
    '412',
    '413',
    '414',
    '415',
    '416',
    '421',
    '422',
    '429',
    '431',
    '500',
    '501',
    '503',
    'other',
  ],
] as const;

interface Labels {
  method: string;
  route: string;
  status: (typeof STATUS_CLASSES)[number];
}

export interface RequestMeters {
  httpRequestTime: {
    observe(labels: Labels, seconds: number): void;
    zero(labels: Labels): void;
  };
  httpResponses: { inc(labels: { status: (typeof STATUSES)[number] }): void };
}

/**
 * One line when a request arrives and one when it is answered. Route templates instead of addresses: ids and
 * tokens stand in addresses. Each route has its series from the start on: whatever strangers send makes no more of them.
 */
export function installRequestLog(
  app: FastifyInstance,
  { httpRequestTime, httpResponses }: RequestMeters,
): void {
  const measure = (labels: Omit<Labels, 'status'>) => {
    // The JSON API leads nobody elsewhere.
    const isApi = labels.route.startsWith('/api/');
    for (const status of STATUS_CLASSES)
      if (!isApi || status !== '3xx') httpRequestTime.zero({ ...labels, status });
  };
  measure(NO_ROUTE);
  app.addHook('onRoute', ({ method, url: route, config }) => {
    if (config?.refusesMethod) return;
    for (const one of [method].flat()) if (one !== 'HEAD') measure({ method: one, route });
  });
  // Nothing that somebody wrote gets into these lines, so that no secret has to be looked for in them.
  const lines = (app.log as Logger).child({}, { redact: [] });
  // Asked beforehand: what a line says costs more than to leave it out.
  const isLogged = lines.isLevelEnabled('info');
  app.decorateRequest('notes');
  app.addHook('onRequest', (request, _reply, done) => {
    const { id: reqId, method } = request;
    // Not `request.ip`: a proxy may pass on what is no address, of any length.
    if (isLogged) lines.info({ reqId, method, route: routeOf(request), ip: clientOf(request).ip }, 'request');
    request.notes = {};
    noting(request.notes, done);
  });
  // Anew: a body comes in by events of the connection, which belong to no request.
  app.addHook('preValidation', (request, _reply, done) => noting(request.notes, done));
  app.addHook('onResponse', (request, reply, done) => {
    const { statusCode: status, elapsedTime } = reply;
    if (isLogged) {
      const { db, user = request.session?.userId } = request.notes;
      const { id: reqId, method } = request;
      lines.info(
        { reqId, method, route: routeOf(request), status, ms: Math.round(elapsedTime), db, user },
        'answered',
      );
    }
    httpRequestTime.observe({ ...labelsOf(request), status: classOf(status) }, elapsedTime / 1_000);
    httpResponses.inc({ status: STATUSES.find((one) => one === String(status)) ?? 'other' });
    done();
  });
}

const routeOf = ({ routeOptions }: FastifyRequest): string => routeOptions.url ?? 'none';

const NO_ROUTE = { method: 'other', route: 'none' };

/** Where no route of ours was meant, path and method are what a stranger made up. */
function labelsOf({ method, routeOptions }: FastifyRequest): { method: string; route: string } {
  const { url, config } = routeOptions;
  if (url === undefined || config.refusesMethod) return NO_ROUTE;
  return { method: method === 'HEAD' ? 'GET' : method, route: url };
}

const classOf = (status: number): Labels['status'] => STATUS_CLASSES[Math.floor(status / 100) - 2] ?? '5xx';
