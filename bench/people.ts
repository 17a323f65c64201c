import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import pg from 'pg';
import type { LoadRequest } from './load/load.ts';

export const PASSWORD = 'a long enough phrase for a benchmark';

/** The service's own, and OWASP's minimum. */
const COSTS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const makeHash = (): Promise<string> => hash(PASSWORD, COSTS);

export const emailOf = (index: number): string => `person-${index}@bench.example`;

/** People as the service's own tables hold them, all with one password: verifying costs as much as with many. */
export async function insertPeople(databaseUrl: string, count: number, passwordHash: string): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    await client.query(
      `WITH people AS (
         INSERT INTO users (id, email, email_canonical, first_name, last_name, wants_second_factor, created_at)
         SELECT gen_random_uuid(), email, email, 'Robin', 'Example', false, now()
         FROM (SELECT 'person-' || n || '@bench.example' AS email FROM generate_series(0, $1::int - 1) AS n) AS named
         RETURNING id
       )
       INSERT INTO passwords (user_id, hash, changed_at) SELECT id, $2, now() FROM people`,
      [count, passwordHash],
    );
  } finally {
    await client.end();
  }
}

/** What a browser has after signing in. */
export interface SignedIn {
  cookie: string;
  signIn: LoadRequest;
}

/** Signs in once, so that the load comes from a device that is known. `path` is the contender's own. */
export async function signInOnce(
  address: string,
  origin: string,
  path: string,
  index: number,
): Promise<SignedIn> {
  const body = JSON.stringify({ email: emailOf(index), password: PASSWORD });
  const headers = { 'content-type': 'application/json', origin };
  const answer = await fetch(`${address}${path}`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`${address}${path}: ${answer.status} ${await answer.text()}`);
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '');
  const device = cookies.filter((cookie) => cookie.includes('device='));
  const signIn = { method: 'POST', path, cookie: device.join('; '), origin, body } as const;
  return { cookie: cookies.join('; '), signIn };
}

export const newSecretKey = (): string => randomBytes(32).toString('base64url');
