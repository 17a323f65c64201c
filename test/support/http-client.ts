import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Secret, TOTP } from 'otpauth';
import type { TestService } from './service.ts';

/** One caller of a running service: keeps cookies like a browser and speaks the JSON API. */
export interface HttpClient {
  cookies: Map<string, string>;
  /** The status and the parsed body; throws when the connection breaks before the answer is complete. */
  json(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<ApiAnswer>;
}

export interface ApiAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects of the body
  body: any;
}

/** Where a service is found, and under which origin it knows itself. */
export type Place = Pick<TestService, 'url' | 'address'>;

/**
 * `base` goes with every request: what a proxy in front would add, for instance. A request that takes longer than
 * `longest` milliseconds is broken off: a late answer must not bring cookies of before.
 */
export function createHttpClient(
  place: Place,
  base: Record<string, string> = {},
  longest?: number,
): HttpClient {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async json(method, path, body) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(`${place.address}/api/v1${path}`, {
        method,
        headers: {
          ...base,
          origin: place.url,
          cookie,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(longest !== undefined && { signal: AbortSignal.timeout(longest) }),
      });
      const text = await answer.text();
      for (const line of answer.headers.getSetCookie()) keep(cookies, line);
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
    },
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (/max-age=0(;|$)/i.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}

export interface Mail {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** What the local mailbox holds for an address, newest first. */
export async function mailsTo({ address }: Place, recipient: string): Promise<Mail[]> {
  const answer = await fetch(`${address}/dev/mailbox.json`);
  assert.equal(answer.status, 200);
  return ((await answer.json()) as Mail[]).filter(({ to }) => to === recipient);
}

/** The token in the newest mail of that subject, once it has arrived. */
export async function tokenMailed(service: Place, recipient: string, subject: RegExp): Promise<string> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const mail = (await mailsTo(service, recipient)).find((candidate) => subject.test(candidate.subject));
    const token = /token=([\w-]+)/.exec(mail?.text ?? '')?.[1];
    if (token) return token;
    await pause(50);
  }
  throw new Error(`no mail like ${subject} came to ${recipient}`);
}

export interface Account {
  email: string;
  password: string;
  client: HttpClient;
}

let count = 0;
export const nextEmail = (): string => `caller-${++count}-${process.pid}@example.org`;

/** Somebody signed up, verified by the mailed link and signed in. */
export async function anAccount(service: Place, client = createHttpClient(service)): Promise<Account> {
  const account = { email: nextEmail(), password: 'a long enough phrase', client };
  const { email, password } = account;
  const signUp = await client.json('POST', '/sign-up', {
    email,
    password,
    firstName: 'Robin',
    lastName: 'Example',
  });
  assert.equal(signUp.status, 202, JSON.stringify(signUp.body));
  const token = await tokenMailed(service, email, /./);
  assert.equal((await client.json('POST', '/verify-email', { token })).status, 204);
  const signIn = await client.json('POST', '/sign-in', { email, password });
  assert.equal(signIn.status, 200, JSON.stringify(signIn.body));
  return account;
}

/** Turns the second factor on; the code of the step before is used, so that the current one is still good. */
export async function turnOnTotp({ client }: Account): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { body } = await client.json('POST', '/account/totp');
  const confirmed = await client.json('POST', '/account/totp/confirm', { code: codeNow(body.secret, -1) });
  assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body));
  return { secret: body.secret, recoveryCodes: confirmed.body.recoveryCodes };
}

const STEP = 30_000;

/** By the real clock: the service accepts the step before and after its own, each step once and in order. */
export function codeNow(secret: string, stepsAhead = 0): string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return totp.generate({ timestamp: Date.now() + stepsAhead * STEP });
}

/** Waits until the current step has just begun, if `needed` would not fit in what is left of it. */
export async function untilStepHas(needed: number): Promise<void> {
  const left = STEP - (Date.now() % STEP);
  if (left < needed) await pause(left + 50);
}
