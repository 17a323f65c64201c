// Writes deploy/grafana/dashboards/*.json from bin/dashboards; a test compares.
import { writeFileSync } from 'node:fs';
import { DASHBOARDS } from './dashboards/dashboards.ts';

for (const { file, text } of DASHBOARDS) writeFileSync(file, text);
