import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { minutes } from '#platform/duration.ts';
import type { TestAppOptions } from '#test/support/app.ts';
import { verifications } from '#test/support/observe.ts';
import { aPerson } from '#test/support/people.ts';
import { ROOMY_CLIENTS } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';
import { buildTwoApps, type TwoApps } from '#test/support/two-apps.ts';

const STORES: [string, TestAppOptions, number][] = [
  ['Redis', {}, 200],
  ['Postgres alone', { state: 'postgres' }, 60],
  ['the embedded database', { database: 'embedded', state: 'postgres' }, 60],
];

for (const [store, options, parallel] of STORES) {
  describe(`many parallel guesses over two instances, counted in ${store} (R07)`, () => {
    let apps: TwoApps;
    before(async () => {
      apps = await buildTwoApps({ ...options, environment: ROOMY_CLIENTS });
    });
    after(() => apps.close());

    it('has five judged and the rest refused, and the sixth failure waits as if they came in a row', async () => {
      const { email, password } = await aPerson(apps.one, { isSignedIn: false });
      const before = await verifications(apps.one, apps.two);
      const guesses = Array.from({ length: parallel }, (_, index) =>
        send(apps.inTurn(index), '/api/v1/sign-in', {
          body: { email, password: `guess number ${index}` },
        }),
      );
      const statuses = (await Promise.all(guesses)).map(({ statusCode }) => statusCode);
      assert.equal((await verifications(apps.one, apps.two)) - before, 5);
      assert.equal(statuses.filter((status) => status === 401).length, 5);
      assert.equal(statuses.filter((status) => status === 429).length, parallel - 5);

      apps.one.clock.advance(minutes(1));
      const next = await send(apps.two, '/api/v1/sign-in', { body: { email, password: 'one more guess' } });
      assert.equal(next.statusCode, 401);
      const waiting = await send(apps.one, '/api/v1/sign-in', { body: { email, password } });
      assert.deepEqual([waiting.statusCode, waiting.headers['retry-after']], [429, '2']);
    });
  });
}
