import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { seconds } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { ON_HTTPS } from '#test/support/on-https.ts';
import { aPerson } from '#test/support/people.ts';

describe('the page of metrics', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  it('shows each chart as lines and as a table of numbers, of what really happened', async () => {
    for (let beat = 0; beat < 6; beat += 1) {
      await testApp.flows.showMetrics.sample();
      testApp.clock.advance(seconds(2));
    }
    const { email } = await aPerson(testApp);
    await testApp.flows.showMetrics.sample();
    const { statusCode, body } = await createBrowser(testApp).get('/dev/metrics');
    assert.equal(statusCode, 200);
    const charts = body.split('<section').slice(1);
    assert.ok(charts.length >= 8);
    for (const chart of charts) {
      assert.match(chart, /<svg [^>]*role="img"\s+aria-label="[^"]+"/);
      assert.match(chart, /<table[\s\S]*<th scope="row"/);
    }
    const signIns = charts.find((chart) => chart.includes('id="sign-ins"')) ?? '';
    assert.match(signIns, /Signed in<\/th>\s*<td[^>]*>6<\/td>\s*<td[^>]*>1<\/td>/);
    assert.doesNotMatch(body, /style=|NaN|Infinity/);
    assert.ok(!body.includes(email));
  });

  it('is nothing to a page whose own name was rebound to this machine, nor where mail is really sent', async () => {
    const ask = (host: string) => testApp.app.inject({ url: '/dev/metrics', headers: { host } });
    for (const host of ['evil.example', 'localhost.evil.example', '192.0.2.7:8080'])
      assert.equal((await ask(host)).statusCode, 404, host);
    assert.equal((await ask('[::1]:8080')).statusCode, 200);
    const real = await buildTestApp({ environment: ON_HTTPS, sharing: testApp });
    assert.equal((await createBrowser(real).get('/dev/metrics')).statusCode, 404);
    await real.close();
  });
});
