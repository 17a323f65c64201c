import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { parseConfig } from '#src/config.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { makeBrandFiles } from '#test/support/brand-files.ts';
import { createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { mistakesIn } from '#test/support/config-mistakes.ts';
import { aPerson } from '#test/support/people.ts';
import { mailLogo } from './brand.ts';
import { createMails } from './mails.ts';

const files = makeBrandFiles();
after(files.remove);

describe('an operator’s own name, colour and logo', () => {
  let testApp: TestApp;
  let browser: TestBrowser;
  before(async () => {
    testApp = await buildTestApp({
      environment: { BRAND_NAME: 'Nordlicht', BRAND_COLOR: '#ffd500', BRAND_LOGO: files.hostileSvg },
    });
    browser = createBrowser(testApp);
  });
  after(() => testApp.close());

  const addressOf = (body: string, pattern: RegExp) => pattern.exec(body)?.[1] ?? '';

  it('are on every page, errors included', async () => {
    for (const path of ['/sign-in', '/sign-up', '/nowhere']) {
      const { body } = await browser.get(path);
      assert.match(body, /<title>[^<]+ · Nordlicht<\/title>/, path);
      assert.match(
        body,
        /<img src="\/assets\/brand-[\w-]{8}\.svg" width="80" height="20" alt="Nordlicht"/,
        path,
      );
      assert.match(body, /rel="stylesheet" href="\/assets\/brand-[\w-]{8}\.css"/, path);
      assert.doesNotMatch(body, /Latchkey|style="/, path);
    }
  });

  it('come as files that browsers keep, the colour made readable', async () => {
    const page = await browser.get('/sign-in');
    const css = await browser.get(addressOf(page.body, /href="(\/assets\/brand-[^"]+\.css)"/));
    assert.equal(css.statusCode, 200);
    assert.match(String(css.headers['content-type']), /^text\/css/);
    assert.equal(css.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.match(css.body, /^:root\{--brand:#8c7500;/);
    assert.match(css.body, /prefers-color-scheme:dark.*--brand-ink:#ffd500/);
  });

  it('serve a drawing as a picture and nothing else: no script, nothing from elsewhere, no other type', async () => {
    const page = await browser.get('/sign-in');
    const logo = await browser.get(addressOf(page.body, /<img src="([^"]+)"/));
    assert.equal(logo.statusCode, 200);
    assert.match(String(logo.headers['content-type']), /^image\/svg\+xml/);
    assert.equal(logo.headers['x-content-type-options'], 'nosniff');
    const policy = String(logo.headers['content-security-policy']);
    assert.match(policy, /^default-src 'none';.*; sandbox$/);
    assert.doesNotMatch(policy, /script-src|img-src|unsafe/);
  });

  it('are in mails, which load nothing from anywhere', async () => {
    await aPerson(testApp);
    const mail = testApp.mailer.sent.at(-1);
    assert.ok(mail);
    assert.match(mail.text, /\nNordlicht\n/);
    assert.match(mail.html, /background:#8c7500/);
    assert.match(mail.html, /prefers-color-scheme:dark/);
    assert.doesNotMatch(mail.html, /Latchkey|<img/);
  });

  it('are a picture sent along with each mail where the logo is a PNG', async () => {
    const { brand } = parseConfig({ BRAND_NAME: 'Nordlicht', BRAND_LOGO: files.png });
    const mails = createMails({ brand, publicUrl: 'https://login.example.org' });
    const { html } = mails.compose({ language: 'de' }, { subject: 's', paragraphs: [], footer: 'f' });
    const [, name] = /<img src="cid:([^"]+)" width="28" height="28" alt=""/.exec(html) ?? [];
    assert.equal(mailLogo(brand)?.name, name);
    assert.match(html, /Nordlicht/);
  });
});

describe('a brand that cannot be', () => {
  it('is refused at the start, with a sentence', () => {
    for (const BRAND_COLOR of ['blue', '#12', '#12345g', 'rgb(1,2,3)', '#1234567'])
      assert.equal(
        mistakesIn({ BRAND_COLOR }).BRAND_COLOR,
        `read ${JSON.stringify(BRAND_COLOR)}, expected a colour such as #2f5bd3`,
      );
    const refused = {
      none: 'none.png',
      'a folder': '.',
      'a page': files.write('page.png', '<!doctype html><script>alert(1)</script>'),
      'an SVG without a size': files.write('sizeless.svg', '<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
      'an SVG of no height': files.write('flat.svg', '<svg viewBox="0 0 8 0"></svg>'),
      'half a PNG': files.write('half.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])),
      'one too large': files.write('large.svg', `<svg viewBox="0 0 1 1">${' '.repeat(65_536)}</svg>`),
    };
    for (const [what, BRAND_LOGO] of Object.entries(refused))
      assert.match(mistakesIn({ BRAND_LOGO }).BRAND_LOGO ?? '', /expected empty or the path of a PNG/, what);
    assert.deepEqual(mistakesIn({ BRAND_LOGO: files.png, BRAND_COLOR: '0a0' }), {});
  });
});
