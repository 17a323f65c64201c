import type { TestApp } from './app.ts';
import type { Answer } from './browser.ts';

export interface Sent {
  method?: string;
  headers?: Record<string, string | string[]>;
  /** An object is sent as JSON, a `URLSearchParams` as a form, a string as it is. */
  body?: unknown;
  from?: string;
}

/** One request with nothing of a browser about it, from any address. */
export function send({ app }: TestApp, url: string, sent: Sent = {}): Promise<Answer> {
  const { body, from, method = body === undefined ? 'GET' : 'POST', headers = {} } = sent;
  const isForm = body instanceof URLSearchParams;
  const isText = typeof body === 'string' || isForm;
  return app.inject({
    method: method as 'GET',
    url,
    ...(from && { remoteAddress: from }),
    headers: {
      ...(body !== undefined && {
        'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
      }),
      ...(isForm && { 'sec-fetch-site': 'same-origin', accept: 'text/html' }),
      ...headers,
    },
    ...(body !== undefined && { payload: isText ? String(body) : JSON.stringify(body) }),
  });
}
