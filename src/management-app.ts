import { type FastifyInstance, fastify } from 'fastify';
import { checkHealthOperatorRoutes } from '#flows/check-health/check-health.operator.routes.ts';
import { findUsersOperatorRoutes } from '#flows/find-users/find-users.operator.routes.ts';
import { liftWaitsOperatorRoutes } from '#flows/lift-waits/lift-waits.operator.routes.ts';
import { listAttemptsOperatorRoutes } from '#flows/list-attempts/list-attempts.operator.routes.ts';
import { manageUsersOperatorRoutes } from '#flows/manage-users/manage-users.operator.routes.ts';
import { prepareApi } from '#web/api.ts';
import { installProblemHandler } from '#web/error-handler.ts';
import { installOperatorAccess, installOperatorLog } from '#web/operator-access.ts';
import { createOperatorChallenges } from '#web/operator-challenges.ts';
import { type ProbeDeps, probeRoutes } from '#web/probes.routes.ts';
import { serverOptions } from '#web/server-options.ts';
import type { Config } from './config.ts';
import type { Flows } from './wire-flows.ts';
import type { Platform } from './wiring.ts';

export interface ManagementParts extends Omit<ProbeDeps, 'metrics'> {
  config: Pick<Config, 'management'>;
  platform: Pick<Platform, 'metrics' | 'log' | 'random' | 'clock'>;
  flows: Flows;
  /** `undefined`: no operator's command is carried out. */
  operatorToken: string | undefined;
}

/** The second listener, never published: probes and metrics for everybody there, commands for operators. */
export function buildManagementApp(parts: ManagementParts): FastifyInstance {
  const { config, platform, flows, operatorToken } = parts;
  const app = fastify(serverOptions({ ...platform, config: { trustedProxies: [] }, headers: {} }));
  probeRoutes(app, { ...parts, metrics: platform.metrics.registry });

  app.register(
    async (scope) => {
      installProblemHandler(scope);
      installOperatorLog(scope);
      installOperatorAccess(scope, {
        token: operatorToken,
        challenges: createOperatorChallenges(platform),
        host: config.management.host,
      });
      const api = prepareApi(scope);
      listAttemptsOperatorRoutes(api, flows);
      liftWaitsOperatorRoutes(api, flows);
      findUsersOperatorRoutes(api, flows);
      manageUsersOperatorRoutes(api, flows);
      checkHealthOperatorRoutes(api, flows);
    },
    { prefix: '/operator' },
  );
  return app;
}
