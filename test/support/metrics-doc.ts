import { createMetrics } from '#src/metrics.ts';

const HEADER = `# Metrics

Every number at \`GET /metrics\` on the management listener, in the text form of Prometheus. Generated from
\`src/metrics.ts\`: \`npm run metrics:docs\`.

A label holds values of a closed set or templates of ours, never an address, a name or an id; what strangers send adds no
series. Counters start at zero for every combination of labels. A gauge that cannot be known at a scrape, because a
store is away, has no value then.

What the numbers mean together: [observability](observability.md).
`;

const FOOTER = `
## Of the process

\`prom-client\` adds what Node and the system tell about the process: \`latchkey_process_…\` (processor time, memory, open
files, start) and \`latchkey_nodejs_…\` (event loop lag, heap, garbage collection, handles).
`;

/** The text of docs/operations/metrics.md. */
export function metricsDoc(): string {
  const { declarations } = createMetrics();
  const rows = declarations.map(
    ({ name, kind, labels, help }) =>
      `| \`${name}\` | ${kind} | ${codes(Object.keys(labels)).join(', ')} | ${help} |`,
  );
  const values = declarations.flatMap(({ name, labels }) =>
    Object.entries(labels).map(
      ([label, set]) =>
        `| \`${name}\` | \`${label}\` | ${typeof set === 'string' ? set : codes(set).join(' · ')} |`,
    ),
  );
  return [
    HEADER,
    '| name | kind | labels | what it tells |\n|---|---|---|---|',
    ...rows,
    '\n## What labels say\n\n| metric | label | values |\n|---|---|---|',
    ...values,
    FOOTER,
  ].join('\n');
}

const codes = (texts: readonly string[]): string[] => texts.map((text) => `\`${text}\``);
