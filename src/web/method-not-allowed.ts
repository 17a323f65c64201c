import type { FastifyInstance, HTTPMethods } from 'fastify';
import { Problem } from './errors.ts';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

declare module 'fastify' {
  interface FastifyContextConfig {
    /** It stands for the methods that an address does not have. */
    refusesMethod?: true;
  }
}

/**
 * Collects the routes and, once all are there, answers 405 with `Allow` for every other method of each
 * address: a wrong method is not a wrong address. Returns what adds those answers.
 */
export function collectMethods(app: FastifyInstance): () => void {
  const methodsOf = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsOf.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    methodsOf.set(url, methods);
  });

  return () => {
    for (const [url, allowed] of [...methodsOf]) {
      if (url.includes('*')) continue;
      const allow = [...allowed].sort().join(', ');
      const refuse = async () => {
        throw new Problem('method_not_allowed', { headers: { allow } });
      };
      const method = METHODS.filter((one) => !allowed.has(one));
      // Refused before the body is read.
      app.route({
        method,
        url,
        config: { access: 'anyone', refusesMethod: true },
        onRequest: refuse,
        handler: refuse,
      });
    }
  };
}
