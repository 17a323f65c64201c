import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { send } from '#test/support/send.ts';

const CREDENTIALS = () => ({ email: `nobody-${Math.random()}@example.org`, password: 'a wrong phrase' });

/** At which try an address is refused, each for an account of its own. */
async function triesUntilRefused(
  testApp: TestApp,
  disguise: (round: number) => { headers?: Record<string, string | string[]>; from?: string },
  most = 200,
): Promise<number> {
  for (let round = 1; round <= most; round += 1) {
    const answer = await send(testApp, '/api/v1/sign-in', { body: CREDENTIALS(), ...disguise(round) });
    if (answer.statusCode === 429) return round;
    assert.equal(answer.statusCode, 401);
  }
  return Number.POSITIVE_INFINITY;
}

describe('a client that disguises its address (R01, R02)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({
      environment: { LIMIT_SIGN_IN_CLIENT_FREE: '10', TRUSTED_PROXIES: '10.0.0.0/24' },
    });
  });
  after(() => testApp.close());

  it('is counted by its connection, whatever headers it sends (R01)', async () => {
    const names = [
      'x-forwarded-for',
      'x-real-ip',
      'forwarded',
      'true-client-ip',
      'cf-connecting-ip',
      'x-client-ip',
    ];
    const disguise = (round: number) => ({
      from: '198.51.100.7',
      headers: Object.fromEntries(
        names.map((name) => [
          name,
          name === 'forwarded' ? `for=203.0.113.${round}` : `203.0.113.${round}, 10.0.0.1`,
        ]),
      ),
    });
    assert.equal(await triesUntilRefused(testApp, disguise), 11);
    const logged = testApp.logLines.filter(({ msg }) => msg === 'request').map(({ ip }) => ip);
    assert.deepEqual(new Set(logged), new Set(['198.51.100.7']));
  });

  it('is counted by what the trusted proxy saw: the right-most hop that is not one of ours (R01)', async () => {
    const disguise = (round: number) => ({
      from: '10.0.0.5',
      headers: { 'x-forwarded-for': `203.0.113.${round}, 192.0.2.${round}, 198.51.100.8, 10.0.0.9` },
    });
    assert.equal(await triesUntilRefused(testApp, disguise), 11);
  });

  it('is counted by the proxy where the header holds no address (R01)', async () => {
    const nonsense = ['unknown', '"', 'a'.repeat(500), '999.1.1.1', '::::'];
    const disguise = (round: number) => ({
      from: '10.0.0.6',
      headers: { 'x-forwarded-for': nonsense[round % nonsense.length] ?? '' },
    });
    assert.ok((await triesUntilRefused(testApp, disguise)) <= 11);
  });

  it('shares one budget inside an IPv6 /64 (R02)', async () => {
    const disguise = (round: number) => ({
      from: `2001:db8:1:1:${round.toString(16)}::${round.toString(16)}`,
    });
    assert.equal(await triesUntilRefused(testApp, disguise), 11);
  });

  it('writes one IPv6 address in no form that counts anew (R02)', async () => {
    const forms = [
      '2001:DB8:2:1::1',
      '2001:db8:2:1:0:0:0:1',
      '2001:0db8:0002:0001:0000:0000:0000:0001',
      '2001:db8:2:1::1%eth0',
    ];
    const disguise = (round: number) => ({ from: forms[round % forms.length] ?? '' });
    assert.equal(await triesUntilRefused(testApp, disguise), 11);
    const mapped = (round: number) => ({ from: round % 2 ? '::ffff:198.51.100.9' : '198.51.100.9' });
    assert.equal(await triesUntilRefused(testApp, mapped), 11);
  });

  it('has a coarser budget over a /48, four times as large (R02)', async () => {
    const disguise = (round: number) => ({ from: `2001:db8:3:${round.toString(16)}::1` });
    assert.equal(await triesUntilRefused(testApp, disguise), 41);
  });
});
