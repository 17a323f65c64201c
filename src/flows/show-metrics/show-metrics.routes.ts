import type { FastifyInstance } from 'fastify';
import { type Pages, sendPage } from '#web/pages.ts';
import { metricsPage } from './show-metrics.page.ts';
import type { ShowMetrics } from './show-metrics.ts';

export interface ShowMetricsRouteDeps {
  showMetrics: ShowMetrics;
  pages: Pages;
}

/** Beside the local mailbox, and there alone. */
export function showMetricsRoutes(app: FastifyInstance, { showMetrics, pages }: ShowMetricsRouteDeps): void {
  app.get('/dev/metrics', { config: { access: 'anyone' } }, async (request, reply) =>
    sendPage(reply, metricsPage(pages.plainContextOf(request), { charts: showMetrics.look() })),
  );
}
