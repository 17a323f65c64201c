import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { type Answer, createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { aPerson, mailedToken, notMeToken, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

/** What a browser says of a page it is about to show, after a click in a mail. */
const NEW = { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' };
const OLD = { 'upgrade-insecure-requests': '1' };
const PHRASE = 'quite another phrase';

/** A page behind a mailed link: how it comes to somebody, and what is sent from it. */
interface LinkedPage {
  path: string;
  tokenFor: (testApp: TestApp, browser: TestBrowser) => Promise<string>;
  typed: Record<string, string>;
  leadsTo: string;
}

let count = 0;

const PAGES: LinkedPage[] = [
  {
    path: '/verify-email',
    async tokenFor(testApp, browser) {
      const email = `newcomer-${++count}@example.org`;
      const wishes = { email, password: PHRASE, firstName: 'New', lastName: 'Comer' };
      await browser.json('POST', '/sign-up', wishes);
      return mailedToken(testApp, email);
    },
    typed: { password: PHRASE },
    leadsTo: '/sign-in?notice=email_verified',
  },
  {
    path: '/reset-password',
    async tokenFor(testApp, browser) {
      const { email } = await aPerson(testApp, { isSignedIn: false });
      await browser.json('POST', '/forgot-password', { email });
      return mailedToken(testApp, email);
    },
    typed: { password: PHRASE },
    leadsTo: '/sign-in?notice=password_reset',
  },
  {
    path: '/not-me',
    async tokenFor(testApp) {
      const person = await aPerson(testApp);
      await signIn(createBrowser(testApp), person);
      return notMeToken(testApp, person.email);
    },
    typed: {},
    leadsTo: '/not-me/done',
  },
];

describe('reading a mailed token off the address bar (V06)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  /** Every address a browser goes through, and the page it shows at the end. */
  async function open(browser: TestBrowser, link: string, headers: Record<string, string>) {
    const seen = [link];
    let answer: Answer = await browser.get(link, headers);
    while (answer.statusCode === 303 && seen.length < 10) {
      seen.push(String(answer.headers.location));
      answer = await browser.get(seen.at(-1) ?? '', headers);
    }
    return { shownAt: seen.at(-1), answer, hops: seen.length - 1 };
  }
  const formToken = ({ body }: Answer) => /name="token" value="([\w-]+)"/.exec(body)?.[1];

  for (const { path, tokenFor, typed, leadsTo } of PAGES) {
    it(`finds none at ${path}, and the page works: opened again, loaded again, sent`, async () => {
      for (const headers of [NEW, OLD]) {
        const browser = createBrowser(testApp);
        const token = await tokenFor(testApp, browser);
        for (const round of [1, 2]) {
          const { shownAt, answer, hops } = await open(browser, `${path}?token=${token}`, headers);
          assert.deepEqual([shownAt, answer.statusCode, hops], [path, 200, 2], `round ${round}`);
          assert.equal(formToken(answer), token);
        }
        assert.equal(formToken(await browser.get(path, headers)), token);
        const sent = await browser.submit(path, { token, ...typed });
        assert.deepEqual([sent.statusCode, sent.headers.location], [303, leadsTo]);
        assert.equal(browser.cookies.has('link'), false, 'nothing is left of it');
        assert.equal((await browser.get(path, headers)).statusCode, 400);
      }
    });

    it(`is no dead end at ${path} for whoever keeps no cookies`, async () => {
      const owner = createBrowser(testApp);
      const token = await tokenFor(testApp, owner);
      const forgetful = createBrowser(testApp);
      forgetful.cookies.set = () => forgetful.cookies;
      const { answer, hops } = await open(forgetful, `${path}?token=${token}`, NEW);
      assert.deepEqual([answer.statusCode, hops, formToken(answer)], [200, 1, token]);
      const sent = await forgetful.submit(path, { token, ...typed });
      assert.deepEqual([sent.statusCode, sent.headers.location], [303, leadsTo]);
    });

    it(`gets no cookie at ${path} for a token that is no good, and reads what it always did`, async () => {
      const plain = await send(testApp, `${path}?token=gone`, { headers: { accept: 'text/html' } });
      for (const query of ['?token=gone', `?token=${'x'.repeat(43)}`, '?token=a&token=b', '?token=', '']) {
        const answer = await createBrowser(testApp).get(`${path}${query}`, NEW);
        assert.deepEqual([answer.statusCode, answer.headers['set-cookie']], [400, undefined], query);
        assert.equal(answer.body, plain.body);
      }
    });
  }

  it('finds a cookie that only the page itself is sent, for ten minutes', async () => {
    const environment = {
      ...ROOMY,
      PUBLIC_URL: 'https://login.example.org',
      SMTP_URL: 'smtp://127.0.0.1:25',
    };
    const secure = await buildTestApp({ environment });
    for (const { path, tokenFor } of PAGES) {
      const browser = createBrowser(secure);
      const token = await tokenFor(secure, browser);
      const { headers } = await browser.get(`${path}?token=${token}`, NEW);
      assert.equal(
        headers['set-cookie'],
        `__Secure-link=${token}; Path=${path}; HttpOnly; SameSite=Lax; Secure; Max-Age=600`,
      );
      assert.equal((await open(browser, `${path}?token=${token}`, NEW)).shownAt, path);
    }
    await secure.close();
  });

  it('mixes up no two links in two tabs: each page sends its own token', async () => {
    for (const { path, tokenFor, typed, leadsTo } of PAGES) {
      const browser = createBrowser(testApp);
      const [one, two] = [await tokenFor(testApp, browser), await tokenFor(testApp, browser)];
      const inOneTab = await open(browser, `${path}?token=${one}`, NEW);
      const inTheOther = await open(browser, `${path}?token=${two}`, NEW);
      assert.deepEqual([formToken(inOneTab.answer), formToken(inTheOther.answer)], [one, two]);
      assert.equal((await browser.submit(path, { token: one, ...typed })).headers.location, leadsTo);
      assert.equal(formToken(await browser.get(path, NEW)), two, 'the other is still open');
      assert.equal((await browser.submit(path, { token: two, ...typed })).headers.location, leadsTo);
    }
  });

  it('gains nothing by a cookie tossed in: the link that was clicked decides', async () => {
    for (const { path, tokenFor } of PAGES) {
      const browser = createBrowser(testApp);
      const [planted, token] = [
        await tokenFor(testApp, createBrowser(testApp)),
        await tokenFor(testApp, browser),
      ];
      const doubled = createBrowser(testApp, { cookie: `link=${planted}; link=${token}` });
      doubled.cookies.set = () => doubled.cookies;
      for (const [victim, hops] of [
        [browser, 2],
        [doubled, 1],
      ] as const) {
        victim.cookies.set('link', planted);
        const opened = await open(victim, `${path}?token=${token}`, NEW);
        assert.deepEqual([formToken(opened.answer), opened.hops], [token, hops]);
      }
    }
  });

  it('is not helped by robots that look like browsers: they use up no link', async () => {
    for (const { path, tokenFor, typed, leadsTo } of PAGES) {
      const browser = createBrowser(testApp);
      const token = await tokenFor(testApp, browser);
      for (const purpose of ['prefetch', 'prefetch;prerender'])
        await open(createBrowser(testApp), `${path}?token=${token}`, { ...NEW, 'sec-purpose': purpose });
      const head = await send(testApp, `${path}?token=${token}`, { method: 'HEAD', headers: NEW });
      assert.equal(head.statusCode, 303);
      const inFrame = await createBrowser(testApp).get(`${path}?token=${token}`, {
        ...NEW,
        'sec-fetch-dest': 'iframe',
      });
      assert.deepEqual([inFrame.statusCode, inFrame.headers['set-cookie']], [200, undefined]);
      assert.equal((await browser.submit(path, { token, ...typed })).headers.location, leadsTo);
    }
  });
});
