import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  type Account,
  anAccount,
  codeNow,
  createHttpClient,
  turnOnTotp,
  untilStepHas,
} from '#test/support/http-client.ts';
import { race, tally } from '#test/support/race.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { type SharedState, startTwoServices, type TwoServices } from '#test/support/two-services.ts';

/** For the waiting sign-ins and the race, inside one step of the code. */
const NEEDED = 6_000;
const STATES: SharedState[] = ['Redis', 'Postgres'];
const environment = { ...ROOMY, LIMIT_SECOND_STEP_PENDING: '1000' };

for (const state of STATES) {
  describe(`codes sent at one moment to two processes, with ${state} (M02, M03, M09)`, () => {
    let services: TwoServices;
    let account: Account & { secret: string; recoveryCodes: string[] };
    before(async () => {
      services = await startTwoServices(state, environment);
    });
    after(() => services?.remove());
    beforeEach(async () => {
      const { one } = services;
      const made = await anAccount(one);
      await untilStepHas(NEEDED);
      account = { ...made, ...(await turnOnTotp(made)) };
    });

    /** The cookie of a sign-in that waits for its second step. */
    async function wait(): Promise<string> {
      const client = createHttpClient(services.one);
      const { email, password } = account;
      const first = await client.json('POST', '/sign-in', { email, password });
      assert.equal(first.body.status, 'second_factor_required');
      return `pending=${client.cookies.get('pending')}`;
    }

    async function waitTimes(count: number): Promise<string[]> {
      const cookies: string[] = [];
      while (cookies.length < count) cookies.push(await wait());
      return cookies;
    }

    const finish = (index: number, cookie: string, code: string) => ({
      address: services.service(index).address,
      path: '/sign-in/second-factor',
      body: { code },
      cookie,
    });

    /** That of the account's own browser is one of them. */
    async function sessionsOpened(): Promise<number> {
      const { body } = await account.client.json('GET', '/sessions');
      return body.sessions.length - 1;
    }

    it('let one of fifty waiting sign-ins in, all with the same code (M03)', async () => {
      const cookies = await waitTimes(50);
      const code = codeNow(account.secret);
      const answers = await race(cookies.map((cookie, index) => finish(index, cookie, code)));
      assert.deepEqual(tally(answers), { 200: 1, 401: 49 });
      assert.equal(await sessionsOpened(), 1);
    });

    it('open one session for one waiting sign-in, with twenty codes of which each is good (M02)', async () => {
      const cookie = await wait();
      const codes = [...account.recoveryCodes, ...account.recoveryCodes];
      const answers = await race(codes.map((code, index) => finish(index, cookie, code)));
      assert.deepEqual(tally(answers), { 200: 1, 401: 19 });
      assert.equal(await sessionsOpened(), 1);
    });

    it('let one of twenty waiting sign-ins in, all with the same recovery code (M09)', async () => {
      const cookies = await waitTimes(20);
      const [code = ''] = account.recoveryCodes;
      const answers = await race(cookies.map((cookie, index) => finish(index, cookie, code)));
      assert.deepEqual(tally(answers), { 200: 1, 401: 19 });
      const { body } = await account.client.json('GET', '/account/second-factor');
      assert.equal(body.recoveryCodesLeft, 9);
      assert.equal(await sessionsOpened(), 1);
    });
  });
}
