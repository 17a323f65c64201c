import { type FastifyInstance, fastify } from 'fastify';
import type { Metrics } from '#platform/metrics.ts';

export interface ManagementDeps {
  metrics: Metrics;
  /** Each dependency by name; a check throws when it cannot serve. */
  dependencies: Record<string, () => Promise<void>>;
  /** True from the moment the process was asked to end. */
  isDraining: () => boolean;
}

/** The second listener, never published: probes and metrics. */
export function buildManagement({ metrics, dependencies, isDraining }: ManagementDeps): FastifyInstance {
  const app = fastify({ logger: false });
  app.get('/livez', async (_request, reply) => reply.type('text/plain').send('alive\n'));

  app.get('/readyz', async (_request, reply) => {
    const failures = isDraining() ? ['draining'] : await findFailures(dependencies);
    reply.code(failures.length === 0 ? 200 : 503).type('text/plain');
    return failures.length === 0 ? 'ready\n' : `${failures.join('\n')}\n`;
  });

  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  return app;
}

async function findFailures(dependencies: ManagementDeps['dependencies']): Promise<string[]> {
  const checks = Object.entries(dependencies).map(async ([name, check]) => {
    try {
      await check();
      return undefined;
    } catch {
      // The reason stands in the log of the part itself; a probe needs the name.
      return `${name} does not answer`;
    }
  });
  return (await Promise.all(checks)).filter((failure) => failure !== undefined);
}
