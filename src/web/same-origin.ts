import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './errors.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * Cross-site request forgery, sign-in included, without tokens in forms. `Sec-Fetch-Site` decides where a
 * browser sends it; else `Origin` must be ours; where both are missing a form is refused and JSON passes,
 * since no browser sends JSON to us without either.
 */
export function refuseCrossOrigin(app: FastifyInstance, publicUrl: string): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const isAllowed = SAFE_METHODS.has(request.method) || isSameOrigin(request, publicUrl);
    done(isAllowed ? undefined : new Problem('cross_origin_request'));
  });
}

function isSameOrigin({ headers, url }: FastifyRequest, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (headers.origin !== undefined) return headers.origin === publicUrl;
  return url.startsWith('/api/');
}
