import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { milliseconds, seconds } from '#platform/duration.ts';
import {
  APPS,
  arrive,
  goOn,
  leave,
  onwardOf,
  SHOP,
  signInToApp,
  statusAt,
  WIKI,
} from '#test/support/app-visits.ts';
import { type Answer, createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';
import { buildTwoApps, type TwoApps } from '#test/support/two-apps.ts';

const FOREIGN = [
  'https://evil.example',
  'https://wiki.example.org.evil.example',
  'https://wiki.example.org@evil.example',
  'https://evil.example/.latchkey/callback?x=https://wiki.example.org',
  'https://wiki.example.org:444',
  'https://sub.wiki.example.org',
  'http://wiki.example.org',
  'https://wiki.example.org/',
  'https://wiki.example.org.',
  'https://WIKI.example.org',
  '//wiki.example.org',
  'javascript:alert(1)',
  'null',
  '',
];
const OUTSIDE = [
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'https://evil.example',
  '@evil.example',
  '.evil.example',
  ':80@evil.example',
  'javascript:alert(1)',
  '/..//evil.example',
  '/%2e//evil.example',
  '/a\r\nSet-Cookie: x=y',
  '/.latchkey/start',
  '/x/../.latchkey/callback?code=1',
];

describe('the way to an app on another origin', () => {
  let apps: TwoApps;
  let victim: Person;
  let attacker: Person;
  before(async () => {
    apps = await buildTwoApps({ environment: { ...ROOMY, ...APPS } });
    [victim, attacker] = [await aPerson(apps.one), await aPerson(apps.one)];
  });
  after(() => apps.close());

  const codeOf = ({ searchParams }: URL) => searchParams.get('code') ?? '';
  /** Somebody's code for an app, and the browser that may use it there. */
  async function onTheWay(person: Person, origin = WIKI, query: Record<string, string> = {}) {
    const at = createBrowser(apps.one);
    const code = codeOf(await goOn(person.browser, await leave(at, origin, query)));
    return { at, code };
  }
  function assertRefused(answer: Answer, at: TestBrowser): void {
    assert.equal(answer.statusCode, 303);
    assert.match(String(answer.headers.location), /^http:\/\/localhost:8080\/forward-auth\/failed\?/);
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.equal(at.cookies.has('__Host-forward'), false);
  }

  it('lets a code in once, also of twenty at the same moment over two instances', async () => {
    const { at, code } = await onTheWay(victim);
    const state = at.cookies.get('__Host-forward_state');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        send(apps.inTurn(index), `/.latchkey/callback?origin=${WIKI}&code=${code}`, {
          headers: { cookie: `__Host-forward_state=${state}` },
        }),
      ),
    );
    assert.equal(answers.filter(({ headers }) => headers['set-cookie'] !== undefined).length, 1);
    assertRefused(await arrive(at, WIKI, code), at);
  });

  it('lets no code in after a minute', async () => {
    const { at, code } = await onTheWay(victim);
    apps.one.clock.advance(seconds(60));
    assertRefused(await arrive(at, WIKI, code), at);
    const early = await onTheWay(victim);
    apps.one.clock.advance(milliseconds(59_999));
    await arrive(early.at, WIKI, early.code);
    assert.ok(early.at.cookies.has('__Host-forward'));
  });

  it('lets a code in at the app it was made for alone, and spoils it elsewhere', async () => {
    const { at, code } = await onTheWay(victim, WIKI, { returnTo: '/secret-page' });
    const refused = await arrive(at, SHOP, code);
    assertRefused(refused, at);
    assert.ok(!String(refused.headers.location).includes('secret-page'), 'the other app learns nothing');
    assertRefused(await arrive(at, WIKI, code), at);
  });

  it('gives a thief of the code nothing, who lacks the state of the browser, and spoils the code', async () => {
    const { at, code } = await onTheWay(victim);
    const thief = createBrowser(apps.two);
    await leave(thief, WIKI);
    assertRefused(await arrive(thief, WIKI, code), thief);
    assertRefused(await arrive(createBrowser(apps.two), WIKI, code), createBrowser(apps.two));
    assertRefused(await arrive(at, WIKI, code), at);
  });

  it('signs nobody in to the account of somebody else who sent a link with a code (login forgery)', async () => {
    const prepared = await onTheWay(attacker);
    const fresh = createBrowser(apps.one);
    assertRefused(await arrive(fresh, WIKI, prepared.code), fresh);

    const again = await onTheWay(attacker);
    const busy = createBrowser(apps.one);
    await leave(busy, WIKI);
    assertRefused(await arrive(busy, WIKI, again.code), busy);

    const last = await onTheWay(attacker);
    const signedIn = createBrowser(apps.one);
    const own = await signInToApp(victim.browser, signedIn, WIKI);
    const answer = await arrive(signedIn, WIKI, last.code);
    assert.equal(signedIn.cookies.get('__Host-forward'), own);
    assert.match(String(answer.headers['set-cookie'] ?? ''), new RegExp(`^$|^__Host-forward=${own};`));
  });

  it('takes a code with the attacker’s own state into nobody’s browser (the victim’s session, the attacker’s browser)', async () => {
    const at = createBrowser(apps.one);
    const left = await leave(at, WIKI);
    const onward = await goOn(victim.browser, left);
    const victimAtApp = createBrowser(apps.one);
    await leave(victimAtApp, WIKI);
    assertRefused(await arrive(victimAtApp, WIKI, codeOf(onward)), victimAtApp);
    assertRefused(await arrive(at, WIKI, codeOf(onward)), at);
  });

  it('ends where the session ended meanwhile', async () => {
    const person = await aPerson(apps.one);
    const { at, code } = await onTheWay(person);
    await person.browser.json('POST', '/sign-out');
    assertRefused(await arrive(at, WIKI, code), at);
  });

  it('gives an origin that the operator did not name nothing, at no step', async () => {
    for (const origin of FOREIGN) {
      const query = new URLSearchParams({ origin, state: 'x'.repeat(43), code: 'x'.repeat(43) });
      for (const step of [
        '/.latchkey/start',
        '/forward-auth/start',
        '/.latchkey/callback',
        '/forward-auth/failed',
      ]) {
        const answer = await victim.browser.get(`${step}?${query}`, { 'sec-fetch-mode': 'navigate' });
        assert.equal(answer.statusCode, 400, `${step} ${origin}`);
        for (const name of ['location', 'refresh', 'set-cookie'])
          assert.equal(answer.headers[name], undefined, `${step} ${origin}`);
        assert.ok(!answer.body.includes('evil'), `${step} ${origin}`);
      }
    }
    const twice = `/forward-auth/start?origin=${WIKI}&origin=https://evil.example&state=${'x'.repeat(43)}`;
    assert.equal((await victim.browser.get(twice)).statusCode, 400);
  });

  it('makes no code without the state of a browser', async () => {
    for (const state of ['', '&state=', '&state=x', `&state=${'x'.repeat(44)}`, '&state[]=x']) {
      const answer = await victim.browser.get(`/forward-auth/start?origin=${WIKI}${state}`);
      assert.deepEqual([answer.statusCode, answer.headers.refresh], [400, undefined], state);
    }
  });

  it('never leads to a third place, at whichever step the address comes in', async () => {
    for (const returnTo of OUTSIDE) {
      const { at, code } = await onTheWay(victim, WIKI, { returnTo });
      const name = JSON.stringify(returnTo);
      assert.equal((await arrive(at, WIKI, code)).headers.location, '/', name);
      const query = new URLSearchParams({ origin: WIKI, returnTo });
      const state = 'x'.repeat(43);
      const page = await victim.browser.get(`/forward-auth/start?${query}&state=${state}`);
      assert.equal(onwardOf(page).origin, WIKI, name);
      const here = await victim.browser.get(`/forward-auth/start?${new URLSearchParams({ returnTo })}`);
      assert.equal(here.headers.location, '/', name);
      const failed = await victim.browser.get(`/forward-auth/failed?${query}`);
      assert.match(failed.body, /href="https:\/\/wiki\.example\.org\/"/, name);
      const again = await leave(at, WIKI, { returnTo });
      assert.equal(again.headers.location, '/', name);
    }
  });

  it('uses up no code and sets no cookie for HEAD, and tells no code to another site by Referer', async () => {
    const { at, code } = await onTheWay(victim);
    for (const path of ['/.latchkey/callback', '/.latchkey/start', '/forward-auth/start']) {
      const url = `${path}?origin=${WIKI}&code=${code}`;
      const cookie = `__Host-forward_state=${at.cookies.get('__Host-forward_state')}`;
      assert.equal(
        (await send(apps.one, url, { method: 'HEAD', headers: { cookie } })).statusCode,
        405,
        path,
      );
    }
    const answer = await arrive(at, WIKI, code);
    assert.equal(answer.headers.location, '/');
    assert.equal(answer.headers['referrer-policy'], 'same-origin');
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(await statusAt(apps.one, WIKI, at.cookies.get('__Host-forward')), 204);
  });
});
