import assert from 'node:assert/strict';
import type { TestApp } from './app.ts';
import type { Answer, TestBrowser } from './browser.ts';
import { send } from './send.ts';

export const WIKI = 'https://wiki.example.org';
export const SHOP = 'https://shop.example.net:8443';
/** Two apps on other origins; on https, as the cookie's name and flags say. */
export const APPS = { FORWARD_AUTH_ORIGINS: `${WIKI},${SHOP}` };

type Query = Record<string, string>;
const queryOf = (query: Query) => new URLSearchParams(query).toString();

/** What the proxy of an app asks about one request. */
export function ask(testApp: TestApp, query: Query | string, headers: Record<string, string> = {}) {
  const text = typeof query === 'string' ? query : queryOf(query);
  return send(testApp, `/forward-auth?${text}`, { headers });
}

/** The status that the proxy of an app gets for a browser's cookies there. */
export async function statusAt(
  testApp: TestApp,
  origin: string,
  token: string | undefined,
  query: Query = {},
) {
  const cookie = `__Host-forward=${token ?? ''}`;
  return (await ask(testApp, { origin, ...query }, { cookie })).statusCode;
}

/*
 * The way to an app, step by step. `at` is the same browser as it is known at the app: another jar of cookies, since
 * none is sent to both. What is asked there comes through the app's proxy, which adds `origin`.
 */
export const leave = (at: TestBrowser, origin: string, query: Query = {}): Promise<Answer> =>
  at.get(`/.latchkey/start?${queryOf({ origin, ...query })}`, { 'sec-fetch-mode': 'navigate' });

/** Where our own page sends the browser on; its code. */
export async function goOn(browser: TestBrowser, left: Answer): Promise<URL> {
  assert.equal(left.statusCode, 303, left.body);
  const { pathname, search } = new URL(String(left.headers.location));
  const page = await browser.get(`${pathname}${search}`);
  assert.equal(page.statusCode, 200, page.body);
  return onwardOf(page);
}

export function onwardOf(page: Answer): URL {
  const [, address] = /^0; url=(.+)$/.exec(String(page.headers.refresh)) ?? [];
  assert.ok(address, 'the page goes on by itself');
  return new URL(address);
}

export const arrive = (at: TestBrowser, origin: string, code: string): Promise<Answer> =>
  at.get(`/.latchkey/callback?${queryOf({ origin, code })}`);

/** All of it; the token that the app's origin then holds. */
export async function signInToApp(browser: TestBrowser, at: TestBrowser, origin: string): Promise<string> {
  const onward = await goOn(browser, await leave(at, origin));
  assert.equal(onward.origin, origin);
  const arrived = await arrive(at, origin, onward.searchParams.get('code') ?? '');
  assert.equal(arrived.headers.location, '/');
  return at.cookies.get('__Host-forward') ?? assert.fail('no cookie was set');
}
