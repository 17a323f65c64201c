import assert from 'node:assert/strict';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
  type Request,
} from 'playwright-core';
import { atEnd } from './at-end.ts';
import { requireEnvironment } from './database.ts';
import { findHeadlessShell } from './servers/programs.ts';
import type { TestService } from './service.ts';

/** A browser's own calls home would count as requests to strangers. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Without a window around it, where that is installed. */
export function openChromium(...more: string[]): Promise<Browser> {
  const executablePath = findHeadlessShell() ?? requireEnvironment('CHROMIUM_PATH');
  return chromium.launch({ executablePath, args: [...QUIET, ...more] });
}

let shared: Promise<Browser> | undefined;

/** One for all tests of this process, each with contexts of its own: a browser takes seconds to start. */
export function sharedChromium(): Promise<Browser> {
  shared ??= openChromium().then((browser) => {
    atEnd.push(() => browser.close());
    return browser;
  });
  return shared;
}

/** With what people have around their pages: autofill for one. */
export function openWholeChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: requireEnvironment('CHROMIUM_PATH'), args: QUIET });
}

/** One device of one person, and everything on its pages that nobody should ever see. */
export interface Device {
  context: BrowserContext;
  /** Console errors (violations of the content security policy among them), script errors, foreign requests. */
  troubles: string[];
  close(): Promise<void>;
}

export async function openDevice(
  browser: Browser,
  service: TestService,
  options: BrowserContextOptions = {},
): Promise<Device> {
  const context = await browser.newContext({ baseURL: service.url, ...options });
  context.setDefaultTimeout(10_000);
  const troubles: string[] = [];

  context.on('console', (message) => {
    const isComplaint = message.type() === 'error' || message.type() === 'warning';
    if (isComplaint && !isRefusedPage(message.text(), message.location().url))
      troubles.push(`${message.page()?.url()}: ${message.text()}`);
  });
  context.on('weberror', (error) => troubles.push(String(error.error())));
  context.on('requestfailed', (request) => {
    if (!wasLeft(request)) troubles.push(`${request.url()} failed`);
  });
  // Chromium calls a page that becomes a file a failed one, and says afterwards that it is a file.
  context.on('page', (page) =>
    page.on('download', (download) => {
      const index = troubles.indexOf(`${download.url()} failed`);
      if (index >= 0) troubles.splice(index, 1);
    }),
  );
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'data:' && origin !== service.url) troubles.push(`asked ${request.url()}`);
  });

  return {
    context,
    troubles,
    async close() {
      await context.close();
      assert.deepEqual(troubles, []);
    },
  };
}

/** Nobody fills in a form within a second; one that is sent so fast comes back. */
export async function likeAPerson(page: Page): Promise<void> {
  await page.waitForTimeout(1_050);
}

/** Cut off because nobody needs it any more. The page of figures asks by itself, and is left meanwhile. */
function wasLeft(request: Request): boolean {
  const { pathname } = new URL(request.url());
  const isOfFigures = request.resourceType() === 'fetch' && pathname === '/dev/metrics';
  // Of several workers one is done first, and the others are not waited for; nor is any when the page closes.
  const isOfWork = /^\/assets\/proof-worker-[\w-]+\.js$/.test(pathname);
  return (isOfFigures || isOfWork) && request.failure()?.errorText === 'net::ERR_ABORTED';
}

/** Chromium reports a page answered with 401 or 422 as an error, though the page is just what is wanted. */
function isRefusedPage(text: string, url: string): boolean {
  return /^Failed to load resource: .* status of 4\d\d/.test(text) && !url.includes('/assets/');
}
