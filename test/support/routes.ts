import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';

export interface KnownRoute {
  method: string;
  /** The template, with `:id` where an id stands. */
  path: string;
  access: string | undefined;
}

/** Runs `build` and returns what it made together with every route it registered, the 405 answers left out. */
export async function withRoutes<Built>(
  build: () => Promise<Built>,
): Promise<{ built: Built; routes: KnownRoute[] }> {
  const routes: KnownRoute[] = [];
  const listen = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url, config, onRequest, handler }) => {
      const refusesEveryMethod = (onRequest as unknown) === handler;
      if (refusesEveryMethod) return;
      for (const one of [method].flat())
        routes.push({ method: String(one), path: url, access: config?.access });
    });
  };
  subscribe('fastify.initialization', listen);
  try {
    return { built: await build(), routes };
  } finally {
    unsubscribe('fastify.initialization', listen);
  }
}
