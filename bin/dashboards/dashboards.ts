import { join } from 'node:path';
import { AUTHENTICATION } from './authentication.ts';
import { modelOf } from './panels.ts';
import { STACK } from './stack.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'deploy', 'grafana', 'dashboards');

/** What Grafana is provisioned with: the files, and what is to stand in them. */
export const DASHBOARDS = [AUTHENTICATION, STACK].map((dashboard) => ({
  dashboard,
  file: join(FOLDER, `${dashboard.title.toLowerCase()}.json`),
  text: `${JSON.stringify(modelOf(dashboard), undefined, 2)}\n`,
}));

/** Every query of every panel. */
export const QUERIES = DASHBOARDS.flatMap(({ dashboard }) =>
  dashboard.rows.flatMap(({ panels }) =>
    panels.flatMap(({ title, queries }) =>
      queries.map(({ expr }) => ({ panel: `${dashboard.title} › ${title}`, expr })),
    ),
  ),
);
