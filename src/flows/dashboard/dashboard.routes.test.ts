import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { aPerson } from '#test/support/people.ts';

describe('the dashboard', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
  });
  after(() => testApp.close());

  it('is where the root leads who is signed in; others are asked to sign in first', async () => {
    const { browser } = await aPerson(testApp);
    const visitor = createBrowser(testApp);
    assert.deepEqual(
      [(await browser.get('/')).headers.location, (await visitor.get('/')).headers.location],
      ['/dashboard', '/sign-in'],
    );
    const sentAway = await visitor.get('/dashboard');
    assert.deepEqual(
      [sentAway.statusCode, sentAway.headers.location],
      [303, '/sign-in?returnTo=%2Fdashboard'],
    );
  });

  it('greets by first name and shows second factor, devices, events and what to do next', async () => {
    const plain = await aPerson(testApp);
    const { body } = await plain.browser.get('/dashboard');
    assert.match(body, /Hello, Robin/);
    assert.match(body, /Signing in asks for your password only/);
    assert.match(body, /Signed in/);
    assert.match(body, /id="next-step"/);
    assert.match(body, /href="\/account\/second-factor\/set-up"/);
    const guarded = await aPerson(testApp, { hasTotp: true });
    assert.match((await guarded.browser.get('/dashboard')).body, /10 recovery codes left/);
  });

  it('is the same page for a browser without a script: only links and forms', async () => {
    const { browser } = await aPerson(testApp);
    const { body } = await browser.get('/dashboard');
    for (const [, method] of body.matchAll(/<form method="(\w+)"/g))
      assert.match(method ?? '', /^(post|get)$/);
    assert.match(body, /<html lang="en">/);
    assert.match(body, /<main id="main"/);
  });
});
