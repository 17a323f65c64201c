import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { anAccount, createHttpClient, type Mail, nextEmail, tokenMailed } from '#test/support/http-client.ts';
import { race, tally } from '#test/support/race.ts';
import { ROOMY_CLIENTS } from '#test/support/roomy.ts';
import { startTwoServices, type TwoServices } from '#test/support/two-services.ts';

const ROUNDS = 3;
/** What a mailbox is spared of mails that strangers cause. */
const MAILS = 3;

describe('mailed links used at one moment over two processes (V03, V11)', () => {
  let services: TwoServices;
  before(async () => {
    // The turns of parallel right passwords count until each is known to be right.
    services = await startTwoServices('Redis', { ...ROOMY_CLIENTS, LIMIT_SIGN_IN_ACCOUNT_FREE: '1000' });
  });
  after(() => services?.remove());

  it('reset the password once, of twenty tries with as many passwords (V03)', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { email, client } = await anAccount(services.one);
      await client.json('POST', '/forgot-password', { email });
      const token = await tokenMailed(services.one, email, /new password/i);
      const passwords = Array.from({ length: 20 }, (_, index) => `phrase of try ${index}`);
      const answers = await race(
        passwords.map((password, index) => ({
          address: services.service(index).address,
          path: '/reset-password',
          body: { token, password },
        })),
      );
      assert.deepEqual(tally(answers), { 204: 1, 400: 19 });
      const winner = passwords[answers.findIndex(({ status }) => status === 204)];
      const signIn = await createHttpClient(services.two).json('POST', '/sign-in', {
        email,
        password: winner,
      });
      assert.equal(signIn.status, 200);
    }
  });

  it('make one account of fifty sign-ups, in all spellings of the address (V11)', async () => {
    const email = nextEmail();
    const [local = '', domain = ''] = email.split('@');
    const spellings = [email, email.toUpperCase(), `${local}@${domain.toUpperCase()}`, ` ${email}`];
    const profile = { password: 'a long enough phrase', firstName: 'Robin', lastName: 'Example' };
    const answers = await race(
      Array.from({ length: 50 }, (_, index) => ({
        address: services.service(index).address,
        path: '/sign-up',
        body: { ...profile, email: spellings[index % spellings.length] },
      })),
    );
    assert.deepEqual(tally(answers), { 202: 50 });
    for (const { body } of answers) assert.deepEqual(body, { status: 'verification_sent' });

    const giveUpAt = Date.now() + 10_000;
    let tokens = await tokensMailed(email);
    while (tokens.length < MAILS && Date.now() < giveUpAt) {
      await pause(50);
      tokens = await tokensMailed(email);
    }
    assert.equal(tokens.length, MAILS);
    const verifications = tokens.flatMap((token) => Array.from({ length: 6 }, () => token));
    const verified = await race(
      verifications.map((token, index) => ({
        address: services.service(index).address,
        path: '/verify-email',
        body: { token, password: profile.password },
      })),
    );
    assert.equal(tally(verified)[204], 1);
    assert.deepEqual(new Set(verified.map(({ status }) => status)), new Set([204, 400]));
    const client = createHttpClient(services.two);
    const signIn = await client.json('POST', '/sign-in', { email, password: profile.password });
    assert.equal(signIn.status, 200);
    assert.equal((await tokensMailed(email)).length, MAILS, 'and no more came afterwards');
  });

  /** Those of all mails to a mailbox, however it was spelt. */
  async function tokensMailed(email: string): Promise<string[]> {
    const answer = await fetch(`${services.one.address}/dev/mailbox.json`);
    const all = (await answer.json()) as Mail[];
    const found = all.filter(({ to }) => to.toLowerCase() === email);
    return found.map(({ text }) => /token=([\w-]+)/.exec(text)?.[1] ?? '');
  }
});
