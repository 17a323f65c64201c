import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hashToken } from '#platform/hashing.ts';
import { parseConfig } from '#src/config.ts';
import { emailOf } from '#test/support/every-database.ts';
import { describeOnEveryState } from '#test/support/every-state.ts';
import { type Client, parseClient } from '../client.ts';
import type { UserId } from '../ids.ts';
import { createThrottle } from './throttle.ts';

describeOnEveryState(
  'lifting what the throttle counted',
  (stage) => {
    const throttleOf = (index: number) =>
      createThrottle({ counters: stage.instance(index), settings: parseConfig({}).limits });
    const client = (ip: string) => parseClient(ip, 'Firefox') as Client;
    const account = (name: string) => emailOf(`${name}@example.org`).canonical;

    it('frees a client on every instance, whatever it had tried', async () => {
      const from = client('2001:db8:9:1::1');
      for (let tries = 0; tries < 30; tries += 1)
        await throttleOf(0).takeCredentials(from, account(`target-${tries}`));
      await throttleOf(0).takeSignUp(from, { isSuspect: true });
      await throttleOf(0).takeMailRequest(from, { isSuspect: true });
      await throttleOf(0).takeSignUp(from);
      await throttleOf(0).takeMailRequest(from);
      assert.equal((await throttleOf(0).takeCredentials(from, account('next'))).isAllowed, false);
      assert.deepEqual(await throttleOf(1).liftClient(client('2001:db8:9:1:ffff::2')), [
        { limit: 'credentials_per_client', tries: 30 },
        { limit: 'sign_up_per_client', tries: 2 },
        { limit: 'mail_per_client', tries: 2 },
        { limit: 'sign_up_per_suspect', tries: 1 },
        { limit: 'mail_per_suspect', tries: 1 },
        { limit: 'credentials_per_network', tries: 30 },
        { limit: 'sign_up_per_network', tries: 2 },
        { limit: 'mail_per_network', tries: 2 },
      ]);
      assert.equal((await throttleOf(0).takeCredentials(from, account('next'))).isAllowed, true);
    });

    it('frees an account, its devices and its codes, and nobody else’s', async () => {
      const userId = '01890000-0000-7000-8000-000000000001' as UserId;
      const devices = [hashToken('laptop'), hashToken('phone')];
      const [email, other] = [account('owner'), account('other')];
      for (const device of devices)
        for (let tries = 0; tries < 10; tries += 1)
          await throttleOf(0).takeCredentials(client('203.0.113.1'), email, { device });
      for (const address of [email, other])
        for (let tries = 0; tries < 5; tries += 1)
          await throttleOf(0).takeCredentials(client(`198.51.100.${tries}`), address);
      await throttleOf(0).takeSecondStep(client('203.0.113.1'), userId);

      assert.deepEqual(await throttleOf(1).liftAccount({ email, userId, devices }), [
        { limit: 'credentials_per_account', tries: 5 },
        { limit: 'credentials_per_device', tries: 20 },
        { limit: 'second_step_per_person', tries: 1 },
        { limit: 'second_step_in_a_row', tries: 1 },
      ]);
      const isAllowed = async (address: typeof email, device?: (typeof devices)[number]) =>
        (await throttleOf(0).takeCredentials(client('203.0.113.2'), address, { device })).isAllowed;
      assert.deepEqual(
        [await isAllowed(email), await isAllowed(email, devices[0]), await isAllowed(other)],
        [true, true, false],
      );
    });

    it('says nothing where nothing was counted', async () => {
      assert.deepEqual(await throttleOf(0).liftClient(client('192.0.2.99')), []);
      const quiet = { email: account('quiet'), userId: undefined, devices: [] };
      assert.deepEqual(await throttleOf(0).liftAccount(quiet), []);
    });
  },
  ['redis', 'postgres'],
);
