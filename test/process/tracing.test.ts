import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { anAccount, createHttpClient } from '#test/support/http-client.ts';
import { prepareService, type TestService } from '#test/support/service.ts';
import { openTraceCollector, type TraceCollector } from '#test/support/trace-collector.ts';

/** Says of each file of the tracing packages that it is loaded, but for the bare interface, which prom-client brings. */
const TELL_OF_TRACING = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      if (/node_modules\\/(@opentelemetry\\/(?!api\\/)|@fastify\\/otel)/.test(url)) process.stderr.write('loads ' + url + '\\n');
      return next(url, context);
    },
  });
`)}`;
const LOADED = /^loads .*opentelemetry/m;
const environment = { NODE_OPTIONS: `--import=${TELL_OF_TRACING}` };

describe('tracing', () => {
  let collector: TraceCollector;
  let service: TestService;
  before(async () => {
    collector = await openTraceCollector();
  });
  after(async () => {
    await service?.remove();
    await collector?.close();
  });

  it('loads nothing where no collector is named', async () => {
    service = await prepareService(environment);
    await service.start();
    await anAccount(service);
    assert.equal(await service.end(), 0);
    assert.doesNotMatch(service.output(), LOADED);
  });

  it('hands over a span for each request, by its route, and nothing that anybody sent (D07)', async () => {
    await service.start({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/` });
    assert.match(service.output(), LOADED);
    const account = await anAccount(service);
    const canary = 'canary-0123456789-abcdefghijklmnopqrstuvwxyz';
    for (const path of ['verify-email', 'reset-password', 'not-me'])
      await fetch(`${service.address}/${path}?token=${canary}`, { redirect: 'manual' });
    await fetch(`${service.address}/${canary}`, {
      headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00` },
    });
    const stranger = createHttpClient(service, { authorization: `Bearer ${canary}` });
    await stranger.json('POST', '/sign-in', { email: `${canary}@example.org`, password: canary });
    await stranger.json('POST', '/reset-password', { token: canary, password: canary });
    assert.equal(await service.end(), 0);

    const requests = collector.spans().filter(({ attributes }) => attributes['http.request.method']);
    const told = new Set(
      requests.map(({ name, attributes }) => `${name} ${attributes['http.response.status_code']}`),
    );
    for (const expected of [
      'POST /api/v1/sign-up 202',
      'POST /api/v1/sign-in 200',
      'POST /api/v1/sign-in 401',
      'GET /reset-password 400',
      'GET none 404',
    ])
      assert.ok(told.has(expected), `${expected} is missing in ${[...told].join(', ')}`);
    const names = new Set(collector.spans().flatMap(({ attributes }) => Object.keys(attributes)));
    assert.deepEqual([...names].sort(), [
      'fastify.type',
      'hook.name',
      'http.request.method',
      'http.response.status_code',
      'http.route',
      'latchkey.request_id',
    ]);
    const secrets = [canary, account.password, account.email, ...account.client.cookies.values()];
    assert.deepEqual(
      secrets.filter((secret) => collector.received().includes(secret)),
      [],
    );
    assert.ok(!collector.received().includes('a'.repeat(32)), 'nor a trace that a stranger chose');
  });

  it('keeps nobody waiting for a collector that is away, and says so in the log', async () => {
    await collector.close();
    await service.start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    await anAccount(service);
    assert.equal(await service.end(), 0);
    assert.ok(service.warnings().every(({ msg }) => msg === 'the collector took no traces'));
    assert.ok(service.warnings().length > 0);
  });
});
