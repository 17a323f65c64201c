import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { ON_HTTPS } from '#test/support/on-https.ts';
import { aPerson, mailedToken, nextCode, type Person, setUpTotp, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

describe('weak and tossed cookies (S01, S03)', () => {
  let testApp: TestApp;
  let person: Person;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
    person = await aPerson(testApp);
  });
  after(() => testApp.close());

  const token = () => person.browser.cookies.get('session') ?? '';
  const tossed = async (cookie: string) => {
    const answer = await send(testApp, '/api/v1/session', { headers: { cookie } });
    assert.equal(answer.headers['set-cookie'], undefined);
    return answer.statusCode;
  };

  it('every cookie is bound to the host and hidden from scripts, and Secure on https (S01)', async () => {
    const secure = await buildTestApp({ environment: { ...ROOMY, ...ON_HTTPS } });
    const seen = new Map<string, string>();
    const browser = watching(createBrowser(secure), seen);
    const credentials = { email: 'cookies@example.org', password: 'a long enough phrase' };
    await browser.json('POST', '/sign-up', { ...credentials, firstName: 'C', lastName: 'C' });
    await browser.json('POST', '/verify-email', { token: await mailedToken(secure, credentials.email) });
    browser.cookies.clear();
    await browser.json('POST', '/sign-in', { ...credentials, remember: true });
    const { secret } = await setUpTotp(secure, browser);
    await browser.json('POST', '/sign-in', credentials);
    await browser.json('POST', '/sign-in/second-factor', { code: nextCode(secure, secret) });
    await browser.submit('/sign-out');
    await secure.close();

    const rest = '; Path=/; HttpOnly; SameSite=Lax; Secure';
    const shapes = [...seen].map(([cookie, path]) => `${path}: ${cookie.replace(/[\w-]{43}/g, '<token>')}`);
    assert.deepEqual(shapes.sort(), [
      `/account/totp/confirm: __Host-session=<token>${rest}; Max-Age=2592000`,
      `/sign-in/second-factor: __Host-pending=${rest}; Max-Age=0`,
      `/sign-in/second-factor: __Host-session=<token>${rest}`,
      `/sign-in: __Host-device=<token>${rest}; Max-Age=31536000`,
      `/sign-in: __Host-pending=<token>${rest}; Max-Age=600`,
      `/sign-in: __Host-session=<token>${rest}; Max-Age=2592000`,
      `/sign-out: __Host-session=${rest}; Max-Age=0`,
      `/sign-up: __Host-sign_up=<token>${rest}; Max-Age=86400`,
      `/verify-email: __Host-device=<token>${rest}; Max-Age=31536000`,
      `/verify-email: __Host-sign_up=${rest}; Max-Age=0`,
    ]);
  });

  it('a plain name is not read on https (S01)', async () => {
    const secure = await buildTestApp({ environment: { ...ROOMY, ...ON_HTTPS }, sharing: testApp });
    const status = async (cookie: string) =>
      (await send(secure, '/api/v1/session', { headers: { cookie } })).statusCode;
    assert.deepEqual(
      [await status(`session=${token()}`), await status(`__Host-session=${token()}`)],
      [401, 200],
    );
    await secure.close();
  });

  it('tokens are 256 random bits: no two alike, no common start, in no body (S01)', async () => {
    const tokens = Array.from({ length: 10_000 }, () => testApp.platform.random.token());
    assert.equal(new Set(tokens).size, tokens.length);
    for (const one of tokens.slice(0, 100)) assert.equal(Buffer.from(one, 'base64url').length, 32);
    assert.ok(new Set(tokens.map((one) => one.slice(0, 4))).size > 9_000);
    const answer = await person.browser.json('POST', '/sign-in', person);
    assert.ok(!answer.body.includes(token()));
  });

  it('the store holds only hashes of tokens (S01)', async () => {
    assert.equal(await testApp.platform.state.find(`session:${token()}`), undefined);
    const session = (await testApp.nouns.sessions.resume(token())) ?? assert.fail();
    const value = await testApp.platform.state.find(`session:${session.tokenHash}`);
    assert.ok(value && !value.includes(token()));
  });

  it('two session cookies are none (S03)', async () => {
    const other = await aPerson(testApp);
    const mine = `session=${token()}`;
    const theirs = `session=${other.browser.cookies.get('session')}`;
    assert.equal(await tossed(mine), 200);
    for (const cookie of [
      `${mine}; ${theirs}`,
      `${theirs}; ${mine}`,
      `${mine}; ${mine}`,
      `${mine}; session=`,
      `session=x; ${mine}`,
    ])
      assert.equal(await tossed(cookie), 401, cookie);
  });

  it('no other spelling of the name is the name (S03)', async () => {
    const names = [
      'Session',
      'SESSION',
      '__Host-session',
      ' session ',
      '\tsession',
      'session ',
      '$session',
      '"session"',
      'x session',
      'xsession',
      '\u00a0session',
      'sess\u00adion',
    ];
    for (const name of names) assert.equal(await tossed(`${name}=${token()}`), 401, JSON.stringify(name));
    for (const value of [
      `"${token()}"`,
      ` ${token()}`,
      `${token()} `,
      `${token()}=`,
      `${token()},`,
      `%22${token()}`,
      token().slice(1),
      `${token()}.${token()}`,
    ])
      assert.equal(await tossed(`session=${value}`), 401, value);
    assert.equal(await tossed(`$Version=1; theme=dark; session=${token()}; other="a;b"`), 200);
  });

  it('a jar full of cookies ends in an answer, not in a circle of redirects (S03)', async () => {
    const cookie = Array.from({ length: 150 }, (_, index) => `junk${index}=${'x'.repeat(40)}`).join('; ');
    const page = await send(testApp, '/dashboard', { headers: { cookie, accept: 'text/html' } });
    assert.equal(page.headers.location, '/sign-in?returnTo=%2Fdashboard');
    assert.equal(
      (await send(testApp, '/sign-in?returnTo=%2Fdashboard', { headers: { cookie } })).statusCode,
      200,
    );
    assert.equal((await signIn(createBrowser(testApp, { 'x-cookie': 'many' }), person)).status, 'signed_in');
  });
});

/** Notes each Set-Cookie with the call that sent it. */
function watching(browser: TestBrowser, seen: Map<string, string>): TestBrowser {
  const note = async <Got extends { headers: object }>(path: string, answer: Promise<Got>) => {
    const { 'set-cookie': set = [] } = (await answer).headers as { 'set-cookie'?: string | string[] };
    for (const cookie of [set].flat()) seen.set(cookie, path);
    return answer;
  };
  return {
    ...browser,
    json: (method, path, ...rest) => note(path, browser.json(method, path, ...rest)),
    submit: (path, ...rest) => note(path, browser.submit(path, ...rest)),
  };
}
