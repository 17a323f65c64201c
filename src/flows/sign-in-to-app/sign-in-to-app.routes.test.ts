import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { minutes } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { APPS, arrive, goOn, leave, SHOP, signInToApp, statusAt, WIKI } from '#test/support/app-visits.ts';
import { createBrowser } from '#test/support/browser.ts';
import { userIdOf } from '#test/support/observe.ts';
import { ON_HTTPS } from '#test/support/on-https.ts';
import { aPerson, setUpTotp } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

const PAGE = '/page one?a=1&b=%2F%26#top';
const PAGE_ENCODED = '/page%20one?a=1&b=%2F%26#top';

describe('signing in to an app on another origin', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: { ...ROOMY, ...APPS } });
  });
  after(() => testApp.close());

  it('leads from the app to the sign-in page and back to where one was', async () => {
    const { browser, email, password } = await aPerson(testApp, { isSignedIn: false });
    const at = createBrowser(testApp);
    const left = await leave(at, WIKI, { returnTo: PAGE_ENCODED });
    assert.match(
      String(left.headers['set-cookie']),
      /^__Host-forward_state=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=900$/,
    );
    const onward = new URL(String(left.headers.location));
    assert.deepEqual([onward.origin, onward.pathname], [testApp.config.publicUrl, '/forward-auth/start']);

    const away = await browser.get(`${onward.pathname}${onward.search}`);
    assert.match(String(away.headers.location), /^\/sign-in\?returnTo=%2Fforward-auth%2Fstart%3F/);
    const returnTo = new URL(String(away.headers.location), onward.origin).searchParams.get('returnTo') ?? '';
    const signedIn = await browser.submit('/sign-in', { email, password, returnTo });
    assert.equal(signedIn.statusCode, 303);

    const page = await browser.get(String(signedIn.headers.location));
    assert.match(page.body, /Going on to wiki\.example\.org/);
    const code = new URL(String(page.headers.refresh).slice('0; url='.length));
    assert.equal(`${code.origin}${code.pathname}`, `${WIKI}/.latchkey/callback`);
    const arrived = await arrive(at, WIKI, code.searchParams.get('code') ?? '');
    assert.deepEqual([arrived.statusCode, arrived.headers.location], [303, PAGE_ENCODED]);
    assert.match(
      String(arrived.headers['set-cookie']),
      /^__Host-forward=[\w-]{64,256}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
    assert.equal(await statusAt(testApp, WIKI, at.cookies.get('__Host-forward')), 204);
  });

  it('takes the address from a header too, for proxies that cannot encode it', async () => {
    const headers = { 'sec-fetch-mode': 'navigate', 'x-return-to': PAGE_ENCODED };
    const left = await createBrowser(testApp).get('/.latchkey/start', headers);
    const { searchParams } = new URL(String(left.headers.location));
    assert.equal(searchParams.get('returnTo'), PAGE_ENCODED);
    assert.equal(PAGE_ENCODED, new URL(PAGE, WIKI).href.slice(WIKI.length));
  });

  it('takes a whole address for its path, where it is one of the app', async () => {
    const wayBack = async (returnTo: string) => {
      const { location } = (await leave(createBrowser(testApp), WIKI, { returnTo })).headers;
      return new URL(String(location)).searchParams.get('returnTo');
    };
    assert.equal(await wayBack(`${WIKI}${PAGE_ENCODED}`), PAGE_ENCODED);
    for (const other of [
      WIKI,
      `${SHOP}/x`,
      `${WIKI}.evil.example/x`,
      `${WIKI}//evil.example`,
      `${WIKI}@evil.example/`,
    ])
      assert.equal(await wayBack(other), null, other);
  });

  it('on the host of the service needs no code: it goes back at once', async () => {
    const { browser } = await aPerson(testApp);
    const left = await browser.get('/.latchkey/start?returnTo=%2Fwiki%2Fx', { 'sec-fetch-mode': 'navigate' });
    assert.equal(left.headers['set-cookie'], undefined);
    const { pathname, search } = new URL(String(left.headers.location));
    const back = await browser.get(`${pathname}${search}`);
    assert.deepEqual([back.statusCode, back.headers.location], [303, '/wiki/x']);
  });

  it('asks for what the app asks for: identity confirmed, or a second factor set up', async () => {
    const person = await aPerson(testApp);
    const { browser } = person;
    const at = createBrowser(testApp);
    const wayOf = async (query: Record<string, string>) => {
      const { pathname, search } = new URL(String((await leave(at, WIKI, query)).headers.location));
      return (await browser.get(`${pathname}${search}`)).headers.location;
    };
    testApp.clock.advance(minutes(11));
    assert.match(
      String(await wayOf({ fresh: '10m', returnTo: '/x' })),
      /^\/confirm-identity\?returnTo=%2Fforward-auth%2Fstart%3F.*fresh%3D10m/,
    );
    assert.equal(await wayOf({ require: 'second_factor' }), '/account/second-factor/set-up');
    await browser.json('POST', '/confirm-identity', { password: person.password });
    await setUpTotp(testApp, browser);
    const onward = await goOn(browser, await leave(at, WIKI, { require: 'second_factor', fresh: '10m' }));
    await arrive(at, WIKI, onward.searchParams.get('code') ?? '');
    const token = at.cookies.get('__Host-forward');
    assert.equal(await statusAt(testApp, WIKI, token, { require: 'second_factor', fresh: '10m' }), 204);
  });

  it('goes straight back where the app’s cookie is good already', async () => {
    const { browser } = await aPerson(testApp);
    const at = createBrowser(testApp);
    await signInToApp(browser, at, WIKI);
    const back = await leave(at, WIKI, { returnTo: '/x' });
    assert.deepEqual([back.statusCode, back.headers.location], [303, '/x']);
    const further = await leave(at, WIKI, { returnTo: '/x', require: 'second_factor' });
    assert.match(String(further.headers.location), /\/forward-auth\/start\?/);
  });

  it('leads nobody in a circle while the end of all their sessions is on its way', async () => {
    const { browser, email } = await aPerson(testApp);
    const at = createBrowser(testApp);
    await signInToApp(browser, at, WIKI);
    const { platform, nouns } = testApp;
    const id = await userIdOf(testApp, email);
    await platform.databases.inTransaction(email, (tx) => nouns.users.raiseSecurityVersion(tx, id));
    assert.equal(await statusAt(testApp, WIKI, at.cookies.get('__Host-forward')), 401);
    const left = await leave(at, WIKI, { returnTo: '/page' });
    const { pathname, search } = new URL(String(left.headers.location));
    assert.equal(pathname, '/forward-auth/start');
    assert.match(String((await browser.get(`${pathname}${search}`)).headers.location), /^\/sign-in\?/);
  });

  it('answers scripts 401: they cannot follow to a page', async () => {
    const scripts = [
      { 'sec-fetch-mode': 'cors', accept: 'text/html' },
      { 'sec-fetch-mode': 'no-cors' },
      { accept: '*/*' },
      { accept: 'application/json' },
    ];
    for (const headers of scripts) {
      const answer = await send(testApp, `/.latchkey/start?origin=${WIKI}`, { headers });
      assert.equal(answer.statusCode, 401);
      assert.equal(answer.headers.location, undefined);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    const old = await send(testApp, `/.latchkey/start?origin=${WIKI}`, { headers: { accept: 'text/html' } });
    assert.equal(old.statusCode, 303);
  });

  it('works in several tabs at once: the state of the browser stays, each code has its own way back', async () => {
    const { browser } = await aPerson(testApp);
    const at = createBrowser(testApp);
    const first = await leave(at, WIKI, { returnTo: '/one' });
    const second = await leave(at, WIKI, { returnTo: '/two' });
    const [one, two] = [await goOn(browser, first), await goOn(browser, second)];
    const ends = [];
    for (const { searchParams } of [two, one])
      ends.push((await arrive(at, WIKI, searchParams.get('code') ?? '')).headers.location);
    assert.deepEqual(ends, ['/two', '/one']);
  });

  it('lets a tab go on whose state another tab replaced, once that one has arrived', async () => {
    const { browser } = await aPerson(testApp);
    const at = createBrowser(testApp);
    const slow = await goOn(browser, await leave(createBrowser(testApp), WIKI, { returnTo: '/slow' }));
    const held = await signInToApp(browser, at, WIKI);
    const answer = await arrive(at, WIKI, slow.searchParams.get('code') ?? '');
    assert.equal(answer.headers.location, '/slow');
    assert.equal(at.cookies.get('__Host-forward'), held);
  });

  it('that did not work is told on a page of ours, with the way back', async () => {
    const at = createBrowser(testApp);
    const refused = await arrive(at, SHOP, 'x'.repeat(43));
    const { origin, pathname, search } = new URL(String(refused.headers.location));
    assert.equal(origin, testApp.config.publicUrl);
    const page = await createBrowser(testApp).get(`${pathname}${search}`);
    assert.equal(page.statusCode, 400);
    assert.match(page.body, /Signing in to shop\.example\.net:8443 did not work/);
    assert.match(page.body, /href="https:\/\/shop\.example\.net:8443\/"/);
  });

  it('says nothing about the hosts below that of the app', async () => {
    const secure = await buildTestApp({ environment: { ...APPS, ...ON_HTTPS }, sharing: testApp });
    const policyOf = async (path: string) =>
      (await send(secure, `${path}?origin=${WIKI}`)).headers['strict-transport-security'];
    for (const path of ['/.latchkey/start', '/.latchkey/callback'])
      assert.equal(await policyOf(path), 'max-age=63072000', path);
    assert.equal(await policyOf('/forward-auth/failed'), 'max-age=63072000; includeSubDomains');
    await secure.close();
  });

  it('has cookies without a prefix where the app is on plain http', async () => {
    const origin = 'http://wiki.localhost:3000';
    const plain = await buildTestApp({ environment: { FORWARD_AUTH_ORIGINS: origin }, sharing: testApp });
    const { browser } = await aPerson(plain);
    const at = createBrowser(plain);
    const onward = await goOn(browser, await leave(at, origin));
    const arrived = await arrive(at, origin, onward.searchParams.get('code') ?? '');
    assert.match(
      String(arrived.headers['set-cookie']),
      /^forward=[\w-]{64,256}; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    await plain.close();
  });
});
