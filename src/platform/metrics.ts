import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** Every metric, declared once. Labels are route templates and closed sets, never an address or an id. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'latchkey_' });
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name: `latchkey_${name}`, help, labelNames, registers });

  return {
    registry,
    httpRequestDuration: new Histogram({
      name: 'latchkey_http_request_duration_seconds',
      help: 'Time to answer, by route template',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    passwordHashes: counter('password_hash_total', 'Password hashes computed'),
    passwordVerifications: counter('password_verify_total', 'Password verifications', 'outcome'),
    throttled: counter('throttled_total', 'Tries refused, by limit', 'limit'),
    mailSent: counter('mail_sent_total', 'Mail handed over', 'kind', 'outcome'),
    /** A number asked for at each scrape. */
    gauge: (name: string, help: string, read: () => number | Promise<number>) =>
      new Gauge({
        name: `latchkey_${name}`,
        help,
        registers,
        async collect() {
          this.set(await read());
        },
      }),
  };
}
