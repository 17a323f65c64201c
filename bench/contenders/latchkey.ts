import { freePorts } from '../../test/support/service.ts';
import type { LoadRequest } from '../load/load.ts';
import { insertPeople, type SignedIn, signInOnce } from '../people.ts';
import type { Placed, Stage } from './stage.ts';

export interface LatchkeySite {
  databaseUrl: string;
  publicUrl: string;
  people: SignedIn[];
  /** Another process of the same site. */
  addProcess(logLevel: string): Promise<Placed>;
  first: Placed;
}

/** One process with `LOG_LEVEL=warn` and people who are signed in; more processes share everything with it. */
export async function openLatchkey(stage: Stage, count: number): Promise<LatchkeySite> {
  const databaseUrl = await stage.createDatabase('bench_latchkey');
  const [port = 0] = await freePorts(1);
  const publicUrl = `http://localhost:${port}`;
  const addProcess = async (logLevel: string) => {
    const [managementPort = 0] = await freePorts(1);
    const environment = {
      PUBLIC_URL: publicUrl,
      MANAGEMENT_PORT: String(managementPort),
      DATABASE_URL: databaseUrl,
      REDIS_URL: stage.redisUrl,
      SECRET_KEYS: stage.secretKey,
      LOG_LEVEL: logLevel,
    };
    return stage.run('bundle/main.js', environment, '/sign-in');
  };

  const first = await addProcess('warn');
  await insertPeople(databaseUrl, count, stage.passwordHash);
  const people: SignedIn[] = [];
  for (let index = 0; index < count; index += 1)
    people.push(await signInOnce(first.address, publicUrl, '/api/v1/sign-in', index));
  return { databaseUrl, publicUrl, people, addProcess, first };
}

export const sessionChecks = (people: readonly SignedIn[], path = '/api/v1/session'): LoadRequest[] =>
  people.map(({ cookie }) => ({ method: 'GET', path, cookie, origin: '', body: '' }));

/** What the service answers somebody who is signed in: the floor answers the same. */
export async function sessionAnswer(address: string, { cookie }: SignedIn) {
  const answer = await fetch(`${address}/api/v1/session`, { headers: { cookie } });
  const body = await answer.text();
  if (!answer.ok || !body.includes('@bench.example'))
    throw new Error(`the service does not say who is signed in: ${answer.status} ${body}`);
  return { body, headers: Object.fromEntries(answer.headers) };
}
