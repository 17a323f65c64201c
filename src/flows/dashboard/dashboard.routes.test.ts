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

  it('has a switch for the second factor that leads to the page where it is thrown, either way', async () => {
    const plain = await aPerson(testApp);
    const off =
      /<form method="get" action="([^"]+)">\s*<button type="submit" role="switch" aria-checked="false"/;
    assert.equal(
      off.exec((await plain.browser.get('/dashboard')).body)?.[1],
      '/account/second-factor/set-up',
    );
    const { browser } = await aPerson(testApp, { hasTotp: true });
    const on =
      /<form method="get" action="([^"]+)">\s*<button type="submit" role="switch" aria-checked="true"/;
    const page = on.exec((await browser.get('/dashboard')).body)?.[1] ?? '';
    assert.match(
      (await browser.get(page)).body,
      /<form method="post" action="\/account\/second-factor\/turn-off"/,
    );
    assert.equal(
      (await browser.json('GET', '/account/second-factor')).json().totp,
      true,
      'only asked so far',
    );
    assert.equal((await browser.submit(page)).statusCode, 303);
    assert.equal((await browser.json('GET', '/account/second-factor')).json().totp, false);
  });

  it('is pleased when there is nothing to do', async () => {
    const { browser } = await aPerson(testApp, { hasTotp: true });
    assert.match((await browser.get('/dashboard')).body, /Your account is well protected/);
  });

  it('speaks German to whoever asks for it, devices and events included', async () => {
    const { browser } = await aPerson(testApp);
    const headers = { 'accept-language': 'de-AT,de;q=0.9' };
    const { body } = await browser.get('/dashboard', headers);
    for (const words of ['Guten Tag, Robin', 'Unbekannter Browser', 'Angemeldet', 'Zweiter Faktor'])
      assert.ok(body.includes(words), words);
    const activity = await browser.get('/account/activity', headers);
    assert.match(activity.body, /<h1[^>]*>Aktivität/);
    assert.match(activity.body, /Konto angelegt/);
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
