import { verify } from '@node-rs/argon2';
import type { LatchkeySite } from '../contenders/latchkey.ts';
import { medianOf } from '../measures.ts';
import { PASSWORD, type SignedIn } from '../people.ts';

/** Medians in milliseconds, of one request after the other. */
export interface Answers {
  hash: number;
  signIn: number;
  sessionCheck: number;
  deviceList: number;
  eventList: number;
}

const TIMES = 100;

export async function askEverything(
  { first: { address }, people }: LatchkeySite,
  passwordHash: string,
): Promise<Answers> {
  const get = (path: string) => (person: SignedIn) =>
    expectOk(fetch(`${address}${path}`, { headers: { cookie: person.cookie } }));
  return {
    hash: await medianTime(people, () => verify(passwordHash, PASSWORD)),
    signIn: await medianTime(people, ({ signIn: { path, cookie, origin, body } }) => {
      const headers = { 'content-type': 'application/json', cookie, origin };
      return expectOk(fetch(`${address}${path}`, { method: 'POST', headers, body }));
    }),
    sessionCheck: await medianTime(people, get('/api/v1/session')),
    deviceList: await medianTime(people, get('/api/v1/sessions')),
    eventList: await medianTime(people, get('/account/activity')),
  };
}

async function medianTime(
  people: readonly SignedIn[],
  ask: (person: SignedIn) => Promise<unknown>,
): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < TIMES; turn += 1) {
    const person = people[turn % people.length];
    if (!person) throw new Error('nobody is signed in');
    const start = performance.now();
    await ask(person);
    times.push(performance.now() - start);
  }
  return medianOf(times);
}

async function expectOk(answering: Promise<Response>): Promise<void> {
  const answer = await answering;
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`${answer.url}: ${answer.status}`);
}
