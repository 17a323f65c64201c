// Writes docs/operations/metrics.md: every metric with its labels and its meaning.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { metricsDoc } from '../test/support/metrics-doc.ts';

writeFileSync(resolve(import.meta.dirname, '../docs/operations/metrics.md'), metricsDoc());
