import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Account, anAccount, createHttpClient } from '#test/support/http-client.ts';
import { type OwnStores, openOwnStores } from '#test/support/own-stores.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { prepareService, type TestService } from '#test/support/service.ts';
import { startThrowawayPgbouncer, type ThrowawayPgbouncer } from '#test/support/throwaway-pgbouncer.ts';

const REQUESTS = 10_000;
const PEOPLE = 16;
const POOL = 2;

/** Whatever a connection kept of one person, or of a transaction that was not its own, would show here (F11). */
describe('a pooler with two connections for everybody', () => {
  let stores: OwnStores;
  let pooler: ThrowawayPgbouncer;
  let service: TestService;
  let people: Account[] = [];
  before(async () => {
    [stores, pooler] = await Promise.all([
      openOwnStores(),
      startThrowawayPgbouncer('transaction', `default_pool_size = ${POOL}`),
    ]);
    const { DATABASE_URL = '' } = stores.environment;
    const pooled = new URL(pooler.url);
    pooled.pathname = new URL(DATABASE_URL).pathname;
    const urls = { DATABASE_URL: pooled.href, MIGRATION_DATABASE_URL: DATABASE_URL };
    service = await prepareService({ ...stores.environment, ...ROOMY, ...urls, PROOF_OF_WORK: 'off' });
    await service.start();
    for (let count = 0; count < PEOPLE; count += 1) people.push(await anAccount(service));
  });
  after(async () => {
    await service?.remove();
    await pooler?.remove();
    await stores?.remove();
    people = [];
  });

  it('serves ten thousand mixed requests, each with what is its own', async () => {
    const statuses = new Map<number, number>();
    let sent = 0;
    const ask = async ({ client }: Pick<Account, 'client'>, ...request: Parameters<typeof client.json>) => {
      sent += 1;
      const answer = await client.json(...request);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      return answer;
    };
    const live = async (person: Account, index: number) => {
      for (let round = 0; sent < REQUESTS; round += 1) {
        const firstName = `Robin ${index} ${round}`;
        const saved = await ask(person, 'PATCH', '/account/profile', { firstName, lastName: 'Example' });
        for (let looks = 0; looks < 8; looks += 1) {
          const { status, body } = await ask(person, 'GET', '/session');
          if (status !== 200) continue;
          assert.equal(body.user.email, person.email);
          if (saved.status < 300) assert.equal(body.user.firstName, firstName);
        }
        const visitor = { client: createHttpClient(service) };
        const { email, password } = person;
        const signedIn = await ask(visitor, 'POST', '/sign-in', { email, password });
        if (signedIn.status === 200) assert.equal(signedIn.body.user.email, email);
        await ask(visitor, 'POST', '/sign-out');
        const guess = { email, password: 'a wrong one here' };
        const wrong = await ask({ client: createHttpClient(service) }, 'POST', '/sign-in', guess);
        assert.ok([401, 503].includes(wrong.status), String(wrong.status));
      }
    };
    await Promise.all(people.map(live));
    const answered = [...statuses].filter(([status]) => status < 500);
    const share = answered.reduce((sum, [, count]) => sum + count, 0) / sent;
    assert.ok(share > 0.95, JSON.stringify([...statuses]));
    assert.ok(!statuses.has(500), JSON.stringify([...statuses]));
  });
});
