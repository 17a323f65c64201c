import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import type { SignedIn } from '../people.ts';
import { sessionAnswer } from './latchkey.ts';
import type { Placed, Stage } from './stage.ts';

const COOKIE = 'session';

/** The floor, with the service's own answers in its Redis. */
export async function openFloor(
  stage: Stage,
  latchkey: string,
  people: readonly SignedIn[],
): Promise<Placed> {
  const redis = new Redis(stage.redisUrl);
  let headers: Record<string, string> = {};
  for (const person of people) {
    const answer = await sessionAnswer(latchkey, person);
    headers = answer.headers;
    await redis.set(`floor:${hashOf(tokenOf(person))}`, answer.body);
  }
  redis.disconnect();
  // Both differ from answer to answer and are made by Node itself.
  for (const name of ['date', 'connection', 'keep-alive']) delete headers[name];
  const environment = { REDIS_URL: stage.redisUrl, COOKIE, HEADERS: JSON.stringify(headers) };
  const placed = await stage.run('bench/contenders/floor.ts', environment, '/ready');
  await requireSameAnswer(latchkey, placed.address, people[0]);
  return placed;
}

async function requireSameAnswer(
  latchkey: string,
  floor: string,
  person: SignedIn | undefined,
): Promise<void> {
  if (!person) throw new Error('nobody is signed in');
  const [expected, given] = [await sessionAnswer(latchkey, person), await sessionAnswer(floor, person)];
  if (given.body !== expected.body) throw new Error(`the floor answers something else: ${given.body}`);
  const stranger = await fetch(`${floor}/api/v1/session`, { headers: { cookie: `${COOKIE}=unknown` } });
  await stranger.text();
  if (stranger.status !== 401) throw new Error('the floor lets a stranger in');
}

const tokenOf = ({ cookie }: SignedIn): string => /(?:^|; )session=([^;]+)/.exec(cookie)?.[1] ?? '';
const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
