import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Counters } from '#platform/short-lived-state/short-lived-state.ts';
import { parseConfig } from '#src/config.ts';
import { emailOf } from '#test/support/every-database.ts';
import { describeOnEveryState } from '#test/support/every-state.ts';
import { type Client, parseClient } from '../client.ts';
import { createThrottle } from './throttle.ts';

describeOnEveryState(
  'a budget that does not answer',
  (stage) => {
    it('refuses to be taken for granted, and costs the other budgets nothing', async () => {
      const settings = parseConfig({}).limits;
      const client = parseClient('192.0.2.9', 'Firefox') as Client;
      const account = emailOf('somebody@example.org').canonical;
      const healthy = createThrottle({ counters: stage.instance(0), settings });
      const breaking: Counters = {
        ...stage.instance(0),
        takeTurn: async (key, limit) => {
          if (key.startsWith('credentials_per_client')) throw new Error('Command timed out');
          return stage.instance(0).takeTurn(key, limit);
        },
      };
      const ailing = createThrottle({ counters: breaking, settings });
      for (let tries = 0; tries < 20; tries += 1)
        await assert.rejects(ailing.takeCredentials(client, account), /timed out/);
      const turn = await healthy.takeCredentials(client, account);
      assert.ok(turn.isAllowed);
      assert.equal(turn.count, 1, 'twenty outages were no tries');
    });
  },
  ['redis', 'postgres'],
);
