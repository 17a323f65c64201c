import type { LightMyRequestResponse } from 'fastify';
import type { TestApp } from './app.ts';

export type Answer = LightMyRequestResponse;
type Headers = Record<string, string>;

/** A browser without a window: keeps cookies, sends forms and JSON as one, follows nothing by itself. */
export interface TestBrowser {
  cookies: Map<string, string>;
  get(path: string, headers?: Headers): Promise<Answer>;
  submit(path: string, fields?: Record<string, string>, headers?: Headers): Promise<Answer>;
  json(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Headers,
  ): Promise<Answer>;
}

export function createBrowser({ app, config }: TestApp, base: Headers = {}): TestBrowser {
  const cookies = new Map<string, string>();
  const send = async (method: string, url: string, headers: Headers, payload?: string): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await app.inject({
      method: method as 'GET',
      url,
      headers: { ...base, ...(cookie && { cookie }), ...headers },
      ...(payload !== undefined && { payload }),
    });
    keep(cookies, answer);
    return answer;
  };
  const own = { origin: config.publicUrl, 'sec-fetch-site': 'same-origin' };

  return {
    cookies,
    get: (path, headers = {}) => send('GET', path, { accept: 'text/html', ...headers }),
    submit: (path, fields = {}, headers = {}) =>
      send(
        'POST',
        path,
        { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', ...own, ...headers },
        new URLSearchParams(fields).toString(),
      ),
    json: (method, path, body, headers = {}) =>
      send(
        method,
        `/api/v1${path}`,
        { ...own, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        body === undefined ? undefined : JSON.stringify(body),
      ),
  };
}

function keep(cookies: Map<string, string>, answer: Answer): void {
  for (const { name, value, maxAge } of answer.cookies as {
    name: string;
    value: string;
    maxAge?: number;
  }[]) {
    if (maxAge === 0) cookies.delete(name);
    else cookies.set(name, value);
  }
}
