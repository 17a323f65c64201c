import { requestText } from '#test/support/wire.ts';

/** A request about an address, which is to take as long whether the address has an account or not. */
export interface Subject {
  name: string;
  /** Sent and answered before, and not measured. */
  first?(email: string): string;
  measured(email: string): string;
  /** So many, one after the other, measured as one. */
  times?: number;
  status: number;
}

const WRONG = 'a phrase that is not theirs';
/** The longest there is: work that only one class has would show most. */
const LONGEST = 'x'.repeat(256);
const profile = (email: string) => ({ email, password: WRONG, firstName: 'Robin', lastName: 'Example' });

const json = (path: string, body: object) =>
  request(`/api/v1${path}`, 'application/json', JSON.stringify(body));
const form = (path: string, fields: Record<string, string>) =>
  request(path, 'application/x-www-form-urlencoded', new URLSearchParams(fields).toString());

function request(path: string, contentType: string, body: string): string {
  const headers = {
    'sec-fetch-site': 'same-origin',
    accept: contentType === 'application/json' ? contentType : 'text/html',
    'content-type': contentType,
    'content-length': String(body.length),
  };
  return requestText('POST', path, headers, body);
}

const PROBE = requestText('GET', '/api/v1/session', {});

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'sign-in, API',
    measured: (email) => json('/sign-in', { email, password: WRONG }),
    status: 401,
  },
  { name: 'sign-in, form', measured: (email) => form('/sign-in', { email, password: WRONG }), status: 401 },
  {
    name: 'sign-in, API, 256 characters',
    measured: (email) => json('/sign-in', { email, password: LONGEST }),
    status: 401,
  },
  { name: 'sign-up, API', measured: (email) => json('/sign-up', profile(email)), status: 202 },
  { name: 'sign-up, form', measured: (email) => form('/sign-up', profile(email)), status: 303 },
  {
    name: 'forgotten password, API',
    measured: (email) => json('/forgot-password', { email }),
    status: 202,
  },
  {
    name: 'forgotten password, form',
    measured: (email) => form('/forgot-password', { email }),
    status: 303,
  },
  {
    name: 'the request after a forgotten password',
    first: (email) => json('/forgot-password', { email }),
    measured: () => PROBE,
    status: 401,
  },
  // As long as what is done in the background takes, and longer.
  ...[
    { after: 'a forgotten password', first: (email: string) => json('/forgot-password', { email }) },
    { after: 'a sign-up', first: (email: string) => json('/sign-up', profile(email)) },
    { after: 'a sign-in', first: (email: string) => json('/sign-in', { email, password: WRONG }) },
  ].map(({ after, first }) => ({
    name: `twenty requests after ${after}`,
    first,
    measured: () => PROBE,
    times: 20,
    status: 401,
  })),
];
