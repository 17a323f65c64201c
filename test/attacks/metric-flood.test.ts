import assert from 'node:assert/strict';
import { METHODS } from 'node:http';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { seriesIn } from '#test/support/metrics.ts';
import { aPerson } from '#test/support/people.ts';
import { openWire, requestText, type Wire } from '#test/support/wire.ts';

const FLOOD = 2_000;

describe('a flood of odd requests that metrics count (D05)', () => {
  let testApp: TestApp;
  let wire: Wire;
  let seriesBefore: number;
  let page: string;
  before(async () => {
    testApp = await buildTestApp();
    wire = await openWire(await testApp.app.listen({ port: 0, host: '127.0.0.1' }));
    const flood = oddRequests((await aPerson(testApp)).email);
    // Everything that can be met once, so that what comes after it is new by its text alone.
    await send(flood.slice(0, FLOOD / 2));
    seriesBefore = seriesIn(await metrics()).length;
    await send(flood.slice(FLOOD / 2));
    page = await metrics();
  });
  after(async () => {
    wire?.close();
    await testApp.close();
  });

  function oddRequests(email: string) {
    const text = fc.string({ minLength: 1, maxLength: 30 }).map((some) => encodeURIComponent(some));
    const odd = fc.record({
      // All that the parser lets through; CONNECT ends the connection without an answer.
      method: fc.constantFrom(...METHODS.filter((method) => method !== 'CONNECT')),
      target: fc.oneof(
        text.map((some) => `/${some}`),
        text.map((some) => `/sign-in?${some}=${email}`),
        text.map((some) => `/account/sessions/${some}/end`),
        text.map((some) => `/assets/${some}.js`),
        fc.constant(`/${email}`),
      ),
      agent: fc.oneof(text, fc.constant(email)),
      site: fc.constantFrom('same-origin', 'cross-site'),
    });
    return fc.sample(odd, { seed: 1, numRuns: FLOOD });
  }
  async function send(flood: ReturnType<typeof oddRequests>): Promise<void> {
    for (const { method, target, agent, site } of flood)
      await ask(method, target, { 'user-agent': agent, 'sec-fetch-site': site, host: agent });
  }
  async function ask(method: string, target: string, headers: Record<string, string>): Promise<void> {
    if (!wire.isOpen()) wire = await openWire(testApp.app.listeningOrigin);
    await wire.write(Buffer.from(requestText(method, target, headers), 'latin1'));
    await wire.answer(method);
  }
  const metrics = () => testApp.platform.metrics.registry.metrics();

  it('adds no series by paths, methods, addresses or agents', () => {
    const added = seriesIn(page).length - seriesBefore;
    assert.ok(added <= 5, `${added} series were added`);
    assert.ok(page.length < 500_000, `${page.length} bytes`);
  });

  it('leaves nothing in a label that somebody sent, and no method or route that we do not have', () => {
    assert.doesNotMatch(page, /@|127\.0\.0\.1|[0-9a-f]{8}-[0-9a-f]{4}-/);
    const ofRequests = page
      .split('\n')
      .filter((line) => line.startsWith('latchkey_http_'))
      .join('\n');
    const labels = (name: string) =>
      new Set([...ofRequests.matchAll(new RegExp(`${name}="([^"]*)"`, 'g'))].map(([, value]) => value));
    const ours = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'other']);
    assert.deepEqual(
      [...labels('method')].filter((method) => !ours.has(method ?? '')),
      [],
    );
    for (const route of labels('route')) assert.match(route ?? '', /^(none|\/[a-z0-9/:.*-]*)$/);
  });
});
