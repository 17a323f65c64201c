import type { FastifyInstance } from 'fastify';

export interface ProbeDeps {
  /** All numbers in the text form of Prometheus. */
  metrics: { contentType: string; metrics: () => Promise<string> };
  /** Each dependency by name; a check throws when it cannot serve. */
  dependencies: Record<string, () => Promise<void>>;
  /** True from the moment the process was asked to end. */
  isDraining: () => boolean;
}

/** Open to whoever reaches the management listener, which is never published. */
export function probeRoutes(app: FastifyInstance, { metrics, dependencies, isDraining }: ProbeDeps): void {
  app.get('/livez', async (_request, reply) => reply.type('text/plain').send('alive\n'));

  app.get('/readyz', async (_request, reply) => {
    const failures = isDraining() ? ['draining'] : await findFailures(dependencies);
    reply.code(failures.length === 0 ? 200 : 503).type('text/plain');
    return failures.length === 0 ? 'ready\n' : `${failures.join('\n')}\n`;
  });

  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  );
}

async function findFailures(dependencies: ProbeDeps['dependencies']): Promise<string[]> {
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
