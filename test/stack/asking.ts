import { type Account, anAccount, createHttpClient, type HttpClient } from '#test/support/http-client.ts';
import type { Stack } from './stack.ts';

/** Something was away: whether the request was carried out, nobody knows. */
export const SAYING_NOTHING: readonly number[] = [0, 502, 503, 504];
const LONGEST_ANSWER = 10_000;
/** A connection kept open may be closed by the other side in the moment it is used again, which is nobody's fault. */
const ONCE = { connection: 'close' };

export const somebody = (stack: Stack): Promise<Account> => anAccount(stack, aBrowser(stack));

export const aBrowser = (stack: Stack): HttpClient => createHttpClient(stack, ONCE, LONGEST_ANSWER);

/** A browser that is known to the account, without its session. */
export function aBrowserOf(stack: Stack, { client: { cookies } }: Account): HttpClient {
  const browser = aBrowser(stack);
  const device = cookies.get('device');
  if (device) browser.cookies.set('device', device);
  return browser;
}

/** With status 0 where the connection broke or no answer came in time. */
export const send = (client: HttpClient, ...request: Parameters<HttpClient['json']>) =>
  client.json(...request).catch(() => ({ status: 0, body: undefined }));

export const signIn = (client: HttpClient, email: string, password: string) =>
  send(client, 'POST', '/sign-in', { email, password });

/** The status of a page, or of what is asked by a session's token. */
export async function look(stack: Stack, path: string, token?: string): Promise<number> {
  const headers = { ...ONCE, ...(token && { cookie: `session=${token}` }) };
  try {
    const signal = AbortSignal.timeout(LONGEST_ANSWER);
    const answer = await fetch(`${stack.address}${path}`, { headers, signal });
    await answer.text();
    return answer.status;
  } catch {
    return 0;
  }
}
