import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';

export interface KnownRoute {
  method: string;
  /** The template, with `:id` where an id stands. */
  path: string;
  access: string | undefined;
  /** What its body's schema names; a form's schema is its handler's own. */
  fields: string[];
}

/** Runs `build` and returns what it made together with every route it registered, the 405 answers left out. */
export async function withRoutes<Built>(
  build: () => Promise<Built>,
): Promise<{ built: Built; routes: KnownRoute[] }> {
  const routes: KnownRoute[] = [];
  const listen = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url, config, schema, onRequest, handler }) => {
      const refusesEveryMethod = (onRequest as unknown) === handler;
      if (refusesEveryMethod) return;
      const { properties = {} } = (schema?.body ?? {}) as { properties?: object };
      const fields = Object.keys(properties);
      for (const one of [method].flat())
        routes.push({ method: String(one), path: url, access: config?.access, fields });
    });
  };
  subscribe('fastify.initialization', listen);
  try {
    return { built: await build(), routes };
  } finally {
    unsubscribe('fastify.initialization', listen);
  }
}
