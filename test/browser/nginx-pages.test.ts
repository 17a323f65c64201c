import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { violationsIn } from '#test/support/axe.ts';
import { sharedChromium } from '#test/support/chromium.ts';
import { type Edge, startEdge } from '#test/support/edge.ts';
import { freePorts } from '#test/support/service.ts';
import { GROUNDS } from '#web/brand-tones.ts';

describe('what Nginx shows by itself', () => {
  let edge: Edge;
  let browser: Browser;
  let page: Page;
  const refusals: string[] = [];
  before(async () => {
    const [port = 0, nobody = 0] = await freePorts(2);
    [edge, browser] = await Promise.all([startEdge(port, nobody), sharedChromium()]);
    page = await browser.newPage();
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) refusals.push(message.text());
    });
  });
  after(async () => {
    await page?.close();
    await edge?.remove();
  });

  const cases = [
    { what: 'while no instance answers', host: 'localhost', status: 503, title: 'Back in a moment' },
    { what: 'to whoever was sent astray', host: '127.0.0.1', status: 421, title: 'That did not work' },
  ];
  for (const { what, host, status, title } of cases) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`looks like our pages and is accessible, ${what}, in ${colorScheme}`, async () => {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width: 320, height: 640 });
        const answer = await page.goto(`http://${host}:${edge.port}/sign-in`);
        assert.equal(answer?.status(), status);
        assert.equal(await page.title(), title);
        assert.deepEqual(await violationsIn(page), []);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320);
        const ground = "getComputedStyle(document.documentElement).getPropertyValue('--canvas')";
        assert.equal(await page.evaluate(ground), GROUNDS[colorScheme].canvas);
        assert.deepEqual(refusals, []);
      });
    }
  }
});
