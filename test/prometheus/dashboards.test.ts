import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Prometheus, startPrometheus } from '#test/support/prometheus.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '#test/support/replicated-postgres.ts';
import { prepareService, type TestService } from '#test/support/service.ts';
import { startThrowawayRedis, type ThrowawayRedis } from '#test/support/throwaway-redis.ts';
import { DASHBOARDS, QUERIES } from '../../bin/dashboards/dashboards.ts';
import { drive } from '../../bin/demo-traffic/traffic.ts';

const OF_EXPORTERS = /\b(pg|pgbouncer|haproxy|redis|nginx)_/;
const LONGEST = 240_000;

describe('the dashboards of Grafana', () => {
  it('stand in their files as the code says', () => {
    for (const { file, text } of DASHBOARDS)
      assert.equal(readFileSync(file, 'utf8'), text, `${file}: npm run dashboards`);
  });

  it('have panels of different names, each explained, none over another', () => {
    for (const { dashboard, text } of DASHBOARDS) {
      const panels = JSON.parse(text).panels as { title?: string; gridPos: Place }[];
      assert.equal(new Set(panels.map(({ title }) => title)).size, panels.length);
      const places = panels.map(({ gridPos }) => gridPos);
      for (const [index, one] of places.entries())
        assert.ok(!places.slice(index + 1).some((other) => overlap(one, other)), `panel ${index}`);
      for (const { panels: declared } of dashboard.rows)
        for (const { title, description, queries } of declared)
          assert.ok(description !== '' && queries.length > 0, title);
    }
  });
});

interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}
const overlap = (one: Place, other: Place): boolean =>
  one.x < other.x + other.w &&
  other.x < one.x + one.w &&
  one.y < other.y + other.h &&
  other.y < one.y + one.h;

describe('what the panels ask', () => {
  let stores: [ReplicatedPostgres, ThrowawayRedis];
  let service: TestService;
  let prometheus: Prometheus;
  let folder: string;
  before(async () => {
    stores = await Promise.all([
      startReplicatedPostgres(1),
      startThrowawayRedis('--maxmemory-policy', 'noeviction'),
    ]);
    const [postgres, redis] = stores;
    folder = mkdtempSync(join(tmpdir(), 'latchkey-keys-'));
    const keys = join(folder, 'secret-keys');
    writeFileSync(keys, Buffer.alloc(32, 3).toString('base64url'));
    service = await prepareService({
      DATABASE_URL: postgres.primaryUrl,
      DATABASE_READ_URL: postgres.replicaUrls[0],
      REDIS_URL: redis.url,
      SECRET_KEYS_FILE: keys,
    });
    await service.start();
    prometheus = await startPrometheus(service);
  });
  after(async () => {
    await prometheus?.remove();
    await service?.remove();
    await Promise.all(stores?.map((store) => store.remove()) ?? []);
    rmSync(folder, { recursive: true });
  });

  it('is understood by Prometheus, also where an exporter is needed for an answer', async () => {
    for (const { expr } of QUERIES) await prometheus.query(filledIn(expr));
  });

  it('has an answer from the service, while people and attackers are there', async () => {
    const traffic = new AbortController();
    const driven = drive(service, { lasting: LONGEST, rate: 15, signal: traffic.signal });
    let unanswered = QUERIES.filter(({ expr }) => !OF_EXPORTERS.test(expr));
    assert.ok(unanswered.length >= 30, String(unanswered.length));
    try {
      for (const giveUpAt = Date.now() + LONGEST; unanswered.length > 0 && Date.now() < giveUpAt; ) {
        await pause(500);
        const answers = await Promise.all(unanswered.map(({ expr }) => prometheus.query(filledIn(expr))));
        unanswered = unanswered.filter((_, index) => !answers[index]?.some(Number.isFinite));
      }
    } finally {
      traffic.abort();
      await driven;
    }
    assert.deepEqual(unanswered, []);
  });
});

/** As Grafana does it for a short range. */
const filledIn = (expr: string): string => expr.replaceAll('$__rate_interval', '30s');
