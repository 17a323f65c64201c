import type { Api } from '#web/api.ts';
import type { CheckHealth } from './check-health.ts';

export function checkHealthOperatorRoutes(api: Api, { checkHealth }: { checkHealth: CheckHealth }): void {
  api.get('/doctor', async () => ({ checks: await checkHealth() }));
}
