import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { type Device, openDevice, sharedChromium } from '#test/support/chromium.ts';
import { prepareService, type TestService } from '#test/support/service.ts';

const MOST_BYTES = 30_000;
/** A tenth of what counts as good. Not nothing: a busy browser paints a page of which half has been read. */
const MOST_MOVED = 0.01;

/** Before the page's own scripts: what moved by itself is told even where it moved first. */
const WATCH_LAYOUT = `globalThis.moved = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) moved += entry.value;
}).observe({ type: 'layout-shift', buffered: true });`;

describe('a first visit to the sign-in page', () => {
  let service: TestService;
  let browser: Browser;
  let device: Device;
  before(async () => {
    [service, browser] = await Promise.all([prepareService({}, { database: 'embedded' }), sharedChromium()]);
    await service.start();
    device = await openDevice(browser, service);
  });
  after(async () => {
    // Asks strangers for nothing, or this fails.
    await device?.close();
    await service?.remove();
  });

  it('loads at most 30 kB over the wire, from here alone, and nothing moves that anybody would see', async () => {
    const page = await device.context.newPage();
    await page.addInitScript(WATCH_LAYOUT);
    const network = await device.context.newCDPSession(page);
    await network.send('Network.enable');
    let bytes = 0;
    let files = 0;
    network.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
      files += 1;
    });
    await page.goto('/sign-in', { waitUntil: 'networkidle' });
    assert.ok(files >= 3, 'page, stylesheet and script');
    assert.ok(bytes > 5_000 && bytes <= MOST_BYTES, `${bytes} bytes in ${files} files`);
    const moved = Number(await page.evaluate('moved'));
    assert.ok(moved <= MOST_MOVED, `${moved} moved`);
  });

  it('gets every asset compressed in the way it understands, or as it is', async () => {
    const page = await (await fetch(`${service.address}/sign-in`)).text();
    const assets = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
    assert.ok(assets.length >= 2);
    for (const path of assets) {
      const plain = await (await fetch(`${service.address}${path}`, encoded('identity'))).text();
      for (const encoding of ['br', 'gzip']) {
        const answer = await fetch(`${service.address}${path}`, encoded(encoding));
        assert.equal(answer.headers.get('content-encoding'), encoding);
        assert.match(answer.headers.get('vary') ?? '', /accept-encoding/i);
        assert.match(answer.headers.get('content-type') ?? '', /^(text\/css|(text|application)\/javascript)/);
        assert.equal(await answer.text(), plain, `${path} in ${encoding}`);
      }
    }
  });
});

const encoded = (encoding: string) => ({ headers: { 'accept-encoding': encoding } });
