import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { anAccount, nextEmail } from '#test/support/http-client.ts';
import { countedBy } from '#test/support/metrics.ts';
import { race, tally } from '#test/support/race.ts';
import { ROOMY_CLIENTS } from '#test/support/roomy.ts';
import { type SharedState, startTwoServices, type TwoServices } from '#test/support/two-services.ts';

const FREE = 5;
const GUESSES = 200;
const ROUNDS: [SharedState, number][] = [
  ['Redis', 4],
  ['Postgres', 2],
];

for (const [state, rounds] of ROUNDS) {
  describe(`two hundred guesses at one moment over two processes, counted in ${state} (R07)`, () => {
    let services: TwoServices;
    before(async () => {
      services = await startTwoServices(state, {
        ...ROOMY_CLIENTS,
        // Longer than a busy machine takes for two hundred: after the wait the next one is judged, rightly.
        LIMIT_BACKOFF_FIRST: '1m',
      });
    });
    after(() => services?.remove());

    const verifications = () => countedBy('latchkey_password_verify_total', services.one, services.two);

    /** False where a busy machine kept a store from answering in its time: then fewer are judged, and no more. */
    async function judgesFive(email: string): Promise<boolean> {
      const before = await verifications();
      const answers = await race(
        Array.from({ length: GUESSES }, (_, index) => ({
          address: services.service(index).address,
          path: '/sign-in',
          body: { email, password: `guess number ${index}` },
        })),
      );
      const judged = (await verifications()) - before;
      const { 401: rejected = 0, 429: refused = 0, 503: unavailable = 0 } = tally(answers);
      assert.equal(rejected + refused + unavailable, GUESSES);
      if (unavailable > 0) {
        assert.ok(judged <= FREE, `${judged} were judged`);
        return false;
      }
      assert.deepEqual({ judged, rejected }, { judged: FREE, rejected: FREE });
      return true;
    }

    for (const [who, findEmail] of [
      ['an account', async () => (await anAccount(services.one)).email],
      ['an unknown address', async () => nextEmail()],
    ] as const) {
      it(`has five of them judged about ${who}, in every round`, async () => {
        let done = 0;
        for (let tried = 0; done < rounds && tried < 3 * rounds; tried += 1) {
          if (await judgesFive(await findEmail())) done += 1;
        }
        assert.equal(done, rounds, 'so many rounds were answered in full');
      });
    }
  });
}
