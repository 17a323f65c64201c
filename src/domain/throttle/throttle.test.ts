import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hours, minutes, seconds } from '#platform/duration.ts';
import { parseConfig } from '#src/config.ts';
import { emailOf, inParallel } from '#test/support/every-database.ts';
import { describeOnEveryState } from '#test/support/every-state.ts';
import { type Client, parseClient } from '../client.ts';
import type { UserId } from '../ids.ts';
import { type AllowedTurn, createThrottle, type KnownDevice, type LimitName, type Turn } from './throttle.ts';

const EACH_ADAPTER = ['redis', 'postgres'] as const;

describeOnEveryState(
  'the throttle',
  (stage) => {
    const { clock } = stage;
    const refused: LimitName[] = [];
    const instance = (index: number) =>
      createThrottle({
        counters: stage.instance(index),
        settings: parseConfig({}).limits,
        onRefused: (limit) => refused.push(limit),
      });
    const throttle = () => instance(0);

    let count = 0;
    const client = (ip: string) => parseClient(ip, 'Firefox') as Client;
    /** Nobody else's: an IPv4 address has no wider network. */
    const aClient = () => {
      count += 1;
      return client(`10.${count >> 16}.${(count >> 8) & 255}.${count & 255}`);
    };
    const anAccount = () => {
      count += 1;
      return emailOf(`person-${count}@example.org`).canonical;
    };
    const allowed = (turn: Turn): AllowedTurn => {
      assert.ok(turn.isAllowed, `refused by ${turn.isAllowed ? '' : turn.limit}`);
      return turn;
    };
    /** So many failed tries, each from a client of its own unless one is given. */
    const fail = async (account: ReturnType<typeof anAccount>, times: number, from?: Client) => {
      for (let tries = 0; tries < times; tries += 1)
        allowed(await throttle().takeCredentials(from ?? aClient(), account));
    };
    const assertRefused = (turn: Turn, limit: LimitName, retryAfter?: number) => {
      assert.ok(!turn.isAllowed, 'it was allowed');
      assert.equal(turn.limit, limit);
      if (retryAfter !== undefined) assert.equal(turn.retryAfter, retryAfter);
    };

    it('gives an account five failures over all clients, then waits that double up to a quarter of an hour', async () => {
      const account = anAccount();
      await fail(account, 5);
      for (const wait of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
        assertRefused(
          await throttle().takeCredentials(aClient(), account),
          'credentials_per_account',
          seconds(wait),
        );
        clock.advance(seconds(wait));
        allowed(await throttle().takeCredentials(aClient(), account));
      }
    });

    it('counts exactly with a hundred parallel guesses on two instances', async () => {
      const [account, from] = [anAccount(), aClient()];
      const turns = await inParallel(100, (index) => instance(index).takeCredentials(from, account));
      assert.equal(turns.filter(({ isAllowed }) => isAllowed).length, 5);
    });

    it('lets a refused try cost no other budget anything', async () => {
      const [account, from] = [anAccount(), aClient()];
      await fail(account, 5);
      for (let tries = 0; tries < 40; tries += 1)
        assertRefused(await throttle().takeCredentials(from, account), 'credentials_per_account');
      allowed(await throttle().takeCredentials(from, anAccount()));
      assert.ok(refused.includes('credentials_per_account'), 'and is told to whoever counts refusals');
    });

    it('gives a client thirty failures in five minutes over all accounts', async () => {
      const from = aClient();
      for (let tries = 0; tries < 30; tries += 1) await fail(anAccount(), 1, from);
      assertRefused(
        await throttle().takeCredentials(from, anAccount()),
        'credentials_per_client',
        seconds(1),
      );
      allowed(await throttle().takeCredentials(aClient(), anAccount()));

      const slow = aClient();
      for (let tries = 0; tries < 29; tries += 1) await fail(anAccount(), 1, slow);
      clock.advance(minutes(5));
      for (let tries = 0; tries < 29; tries += 1) await fail(anAccount(), 1, slow);
    });

    it('counts an IPv6 network by its /64, and four times as many by its /48', async () => {
      for (let tries = 0; tries < 30; tries += 1)
        await fail(anAccount(), 1, client(`2001:db8:1:1::${tries}`));
      assertRefused(
        await throttle().takeCredentials(client('2001:db8:1:1:ffff::1'), anAccount()),
        'credentials_per_client',
      );
      for (let tries = 30; tries < 120; tries += 1)
        await fail(anAccount(), 1, client(`2001:db8:1:${tries.toString(16)}::1`));
      assertRefused(
        await throttle().takeCredentials(client('2001:db8:1:ffff::1'), anAccount()),
        'credentials_per_network',
      );
      allowed(await throttle().takeCredentials(client('2001:db8:2::1'), anAccount()));
      allowed(await throttle().takeCredentials(client('192.0.2.1'), anAccount()));
    });

    it('takes the turn of a right password back, so that it counted nowhere', async () => {
      const [account, from] = [anAccount(), aClient()];
      for (let signIns = 0; signIns < 50; signIns += 1)
        await allowed(await throttle().takeCredentials(from, account)).giveBack();
      await fail(account, 4, from);
      await allowed(await throttle().takeCredentials(from, account)).giveBack();
      allowed(await throttle().takeCredentials(from, account));
      assertRefused(await throttle().takeCredentials(from, account), 'credentials_per_account', seconds(1));
    });

    it('forgives what this client failed on this account, and nothing that strangers failed', async () => {
      const [account, from, stranger] = [anAccount(), aClient(), aClient()];
      await fail(account, 2, from);
      await fail(account, 2, stranger);
      await throttle().forgiveCredentials(from, account);
      await fail(account, 3, from);
      assertRefused(await throttle().takeCredentials(from, account), 'credentials_per_account');
    });

    it('forgives nothing to a client that failed nothing', async () => {
      const [account, from] = [anAccount(), aClient()];
      await fail(account, 5);
      await throttle().forgiveCredentials(from, account);
      assertRefused(await throttle().takeCredentials(from, account), 'credentials_per_account', seconds(1));
    });

    it('forgives once when many sign-ins complete at the same moment', async () => {
      const [account, from] = [anAccount(), aClient()];
      await fail(account, 3);
      await fail(account, 1, from);
      await inParallel(20, (index) => instance(index).forgiveCredentials(from, account));
      await fail(account, 2);
      assertRefused(await throttle().takeCredentials(aClient(), account), 'credentials_per_account');
    });

    it('never forgives a client what it failed on other accounts', async () => {
      const [own, from] = [anAccount(), aClient()];
      for (let tries = 0; tries < 30; tries += 1) {
        await fail(anAccount(), 1, from);
        await throttle().forgiveCredentials(from, own);
      }
      assertRefused(await throttle().takeCredentials(from, own), 'credentials_per_client');
    });

    it('forgets an account’s failures after a day without one', async () => {
      const account = anAccount();
      await fail(account, 5);
      clock.advance(hours(24));
      await fail(account, 5);
      assertRefused(
        await throttle().takeCredentials(aClient(), account),
        'credentials_per_account',
        seconds(1),
      );
    });

    it('gives a known device a budget that strangers cannot use up, and the other way round', async () => {
      const account = anAccount();
      const device = 'the hash of a device token' as KnownDevice;
      await fail(account, 5);
      assertRefused(await throttle().takeCredentials(aClient(), account), 'credentials_per_account');
      for (let tries = 0; tries < 10; tries += 1)
        allowed(await throttle().takeCredentials(aClient(), account, { device }));
      assertRefused(
        await throttle().takeCredentials(aClient(), account, { device }),
        'credentials_per_device',
        seconds(1),
      );
      await throttle().forgiveCredentials(aClient(), account, device);
      allowed(await throttle().takeCredentials(aClient(), account, { device }));
      assertRefused(await throttle().takeCredentials(aClient(), account), 'credentials_per_account');
    });

    it('gives a waiting sign-in five codes, and a person ten over all of them', async () => {
      const person = 'somebody' as UserId;
      for (let tries = 0; tries < 5; tries += 1)
        allowed(await throttle().takeSecondStep(aClient(), person, { pendingKey: 'first pending' }));
      assertRefused(
        await throttle().takeSecondStep(aClient(), person, { pendingKey: 'first pending' }),
        'second_step_per_pending',
      );
      for (let tries = 0; tries < 5; tries += 1)
        allowed(await throttle().takeSecondStep(aClient(), person, { pendingKey: 'second pending' }));
      assertRefused(
        await throttle().takeSecondStep(aClient(), person, { pendingKey: 'third pending' }),
        'second_step_per_person',
      );
      assertRefused(await throttle().takeSecondStep(aClient(), person), 'second_step_per_person');
      allowed(
        await throttle().takeSecondStep(aClient(), 'somebody else' as UserId, {
          pendingKey: 'fourth pending',
        }),
      );
    });

    it('shares the client’s budget between passwords and codes', async () => {
      const from = aClient();
      for (let tries = 0; tries < 15; tries += 1) {
        await fail(anAccount(), 1, from);
        allowed(await throttle().takeSecondStep(from, `person ${count}-${tries}` as UserId));
      }
      assertRefused(await throttle().takeCredentials(from, anAccount()), 'credentials_per_client');
    });

    it('gives a client twenty sign-ups and twenty mails an hour, each by itself', async () => {
      const from = aClient();
      for (let tries = 0; tries < 20; tries += 1) {
        allowed(await throttle().takeSignUp(from));
        allowed(await throttle().takeMailRequest(from));
      }
      assertRefused(await throttle().takeSignUp(from), 'sign_up_per_client', hours(1));
      assertRefused(await throttle().takeMailRequest(from), 'mail_per_client', hours(1));
      clock.advance(hours(1));
      allowed(await throttle().takeSignUp(from));
    });

    it('gives a mailbox three mails an hour and ten a day, all its plus tags together', async () => {
      const mailbox = (tag: number) => emailOf(`box-${count}+tag${tag}+more@example.org`).canonical;
      count += 1;
      let sent = 0;
      for (let hour = 0; hour < 4; hour += 1) {
        for (let tries = 0; tries < 6; tries += 1)
          if ((await throttle().takeMailbox(mailbox(hour * 10 + tries))).isAllowed) sent += 1;
        if (hour < 3) assert.equal(sent, 3 * (hour + 1));
        clock.advance(hours(1));
      }
      assert.equal(sent, 10);
      assertRefused(
        await throttle().takeMailbox(emailOf(`box-${count}@example.org`).canonical),
        'mail_per_mailbox_daily',
        hours(20),
      );
      allowed(await throttle().takeMailbox(emailOf(`box.${count}@example.org`).canonical));
    });
  },
  EACH_ADAPTER,
);
