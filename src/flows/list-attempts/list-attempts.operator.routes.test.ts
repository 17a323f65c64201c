import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hours, minutes } from '#platform/duration.ts';
import { createBrowser } from '#test/support/browser.ts';
import { buildOperatedApp, type OperatedApp } from '#test/support/operator.ts';
import { aPerson, type Person, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

describe('listing failed attempts', () => {
  let testApp: OperatedApp;
  let ada: Person;
  let times: string[];

  before(async () => {
    testApp = await buildOperatedApp({ environment: ROOMY });
    ada = await aPerson(testApp, { hasTotp: true });
    await fail('old@example.org', '203.0.113.9');
    testApp.clock.advance(hours(2));
    times = [];
    await fail(ada.email, '203.0.113.7');
    await fail(ada.email, '203.0.113.7');
    await fail('nobody@example.org', '203.0.113.7');
    await fail(ada.email.toUpperCase(), '2001:db8:1:2::a');
    await fail('nobody@example.org', '2001:db8:1:2::b');
    const browser = createBrowser(testApp);
    await signIn(browser, ada);
    testApp.clock.advance(minutes(1));
    await browser.json('POST', '/sign-in/second-factor', { code: '000000' });
    times.push(testApp.clock.now().toISOString());
  });
  after(() => testApp.close());

  /** A minute passes, then a wrong password. */
  async function fail(email: string, from: string): Promise<void> {
    testApp.clock.advance(minutes(1));
    times?.push(testApp.clock.now().toISOString());
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
    const body = { email, password: 'a wrong phrase' };
    assert.equal((await send(testApp, '/api/v1/sign-in', { body, from, headers })).statusCode, 401);
  }
  const ask = async (command: string, wish: object = {}) => {
    const answer = await testApp.operator.run(command, { since: '1h', limit: 50, ...wish });
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json();
  };

  it('groups them by client, IPv6 by /64, and by account, the most first', async () => {
    const { since, attempts, byClient, byAccount } = await ask('/attempts');
    assert.equal(since, new Date(testApp.clock.now().getTime() - 3_600_000).toISOString());
    assert.equal(attempts, 6);
    assert.deepEqual(byClient, [
      { client: '203.0.113.7', attempts: 3, accounts: 1, firstAt: times[0], lastAt: times[2] },
      { client: '2001:db8:1:2::/64', attempts: 2, accounts: 1, firstAt: times[3], lastAt: times[4] },
      { client: '127.0.0.1', attempts: 1, accounts: 1, firstAt: times[5], lastAt: times[5] },
    ]);
    assert.deepEqual(byAccount, [
      { email: ada.email, attempts: 4, clients: 3, firstAt: times[0], lastAt: times[5] },
      { attempts: 2, clients: 2, firstAt: times[2], lastAt: times[4] },
    ]);
  });

  it('lists them one by one, newest first, with what failed and on which device', async () => {
    const { attempts } = await ask('/attempts/list');
    const [newest, second] = attempts;
    assert.deepEqual(newest, {
      type: 'second_factor_rejected',
      ip: '127.0.0.1',
      occurredAt: times[5],
      email: ada.email,
      device: newest.device,
    });
    assert.deepEqual(second, {
      type: 'sign_in_rejected',
      ip: '2001:db8:1:2::b',
      occurredAt: times[4],
      device: 'Firefox on Linux',
    });
    assert.deepEqual(
      attempts.map(({ occurredAt }: { occurredAt: string }) => occurredAt),
      times.toReversed(),
    );
  });

  it('looks back as far as asked', async () => {
    assert.equal((await ask('/attempts', { since: '3h' })).attempts, 7);
    assert.equal((await ask('/attempts', { since: '30s' })).attempts, 1);
    assert.equal((await ask('/attempts/list', { since: '90d' })).attempts.length, 7);
  });

  it('narrows down to a client, a network or a person', async () => {
    for (const [address, count] of [
      ['203.0.113.7', 3],
      ['203.0.113.0/24', 3],
      ['203.0.113.200/24', 3],
      ['2001:db8:1:2::/64', 2],
      ['2001:DB8:0001:2:0::b', 1],
      ['::ffff:203.0.113.7', 3],
      ['2001:db8::/32', 2],
      ['0.0.0.0/0', 4],
      ['198.51.100.1', 0],
    ] as const)
      assert.equal((await ask('/attempts', { address })).attempts, count, address);
    assert.equal((await ask('/attempts', { email: ada.email })).attempts, 4);
    assert.equal((await ask('/attempts', { email: ada.email, address: '203.0.113.7' })).attempts, 2);
    assert.equal((await ask('/attempts/list', { email: ada.email.toUpperCase() })).attempts.length, 4);
  });

  it('is cut to the rows asked for, the count staying whole', async () => {
    const { attempts, byClient, byAccount } = await ask('/attempts', { limit: 1 });
    assert.deepEqual([attempts, byClient.length, byAccount.length], [6, 1, 1]);
    assert.equal((await ask('/attempts/list', { limit: 2 })).attempts.length, 2);
  });

  it('still names somebody who is disabled', async () => {
    await testApp.operator.run('/users/disable', { user: ada.email });
    assert.equal((await ask('/attempts', { email: ada.email })).byAccount[0].email, ada.email);
    await testApp.operator.run('/users/enable', { user: ada.email });
  });

  it('is 404 for an address without an account, and says why', async () => {
    const answer = await testApp.operator.run('/attempts', {
      since: '1h',
      limit: 1,
      email: 'nobody@example.org',
    });
    assert.equal(answer.statusCode, 404);
    assert.match(answer.json().detail, /without what was typed/);
  });

  it('refuses what cannot be meant, naming the field', async () => {
    const wrong: [string, unknown][] = [
      ['since', 'yesterday'],
      ['since', '91d'],
      ['since', '0s'],
      ['address', '203.0.113'],
      ['address', '203.0.113.7/33'],
      ['address', '203.0.113.7/8/8'],
      ['address', "' OR true --"],
      ['email', 'ada'],
      ['limit', 0],
      ['limit', 1_001],
      ['limit', 1.5],
      ['limit', '5'],
    ];
    for (const [field, value] of wrong) {
      const answer = await testApp.operator.run('/attempts', { since: '1h', limit: 5, [field]: value });
      assert.deepEqual([answer.statusCode, answer.json().errors?.[0]?.field], [422, field], String(value));
    }
  });
});
