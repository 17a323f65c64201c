import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Account, anAccount, createHttpClient, type HttpClient } from '#test/support/http-client.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { startTwoServices, type TwoServices } from '#test/support/two-services.ts';
import { openWire, requestText } from '#test/support/wire.ts';

const ROUNDS = 10;

describe('a session that ended on another process (S04, S11, S13)', () => {
  let services: TwoServices;
  let account: Account;
  before(async () => {
    services = await startTwoServices('Redis', ROOMY);
    account = await anAccount(services.one);
  });
  after(() => services?.remove());

  /** Signed in on the first process, and at home on the second. */
  async function signIn(): Promise<{ here: HttpClient; there: HttpClient }> {
    const here = createHttpClient(services.one);
    const { email, password } = account;
    assert.equal((await here.json('POST', '/sign-in', { email, password })).status, 200);
    const there = createHttpClient(services.two);
    for (const [name, value] of here.cookies) there.cookies.set(name, value);
    assert.equal((await there.json('GET', '/session')).status, 200);
    return { here, there };
  }

  it('is refused by the next request, in every round (S04)', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { here, there } = await signIn();
      assert.equal((await here.json('POST', '/sign-out')).status, 204);
      assert.equal((await there.json('GET', '/session')).status, 401);
    }
  });

  it('is refused while requests with it come without a pause, from the answer on (S13)', async () => {
    const { here, there } = await signIn();
    let hasEnded = false;
    let late = 0;
    const polling = Array.from({ length: 8 }, async () => {
      for (let asked = 0; asked < 40; asked += 1) {
        const wasEnded = hasEnded;
        const { status } = await there.json('GET', '/session');
        if (wasEnded && status !== 401) late += 1;
      }
    });
    assert.equal((await here.json('POST', '/sign-out')).status, 204);
    hasEnded = true;
    await Promise.all(polling);
    assert.equal(late, 0);
  });

  it('does not act through a request that was on its way there (S04)', async () => {
    const { here, there } = await signIn();
    const body = JSON.stringify({
      currentPassword: account.password,
      newPassword: 'the phrase of a thief',
    });
    const wire = await openWire(services.two.address);
    const headers = {
      cookie: `session=${there.cookies.get('session')}`,
      'content-type': 'application/json',
      'content-length': String(body.length),
    };
    const bytes = requestText('POST', '/api/v1/account/password', headers, body);
    await wire.write(bytes.slice(0, -1));
    // The headers must have been judged, if they are judged alone, before the session ends.
    await pause(200);
    assert.equal((await here.json('POST', '/sign-out')).status, 204);
    await wire.write(bytes.slice(-1));
    assert.equal((await wire.answer('POST'))?.status, 401);
    wire.close();
    await signIn();
  });

  it('is over once the password was changed, and so is the old password (S11)', async () => {
    const { here } = await signIn();
    const { there } = await signIn();
    const newPassword = 'a phrase of today';
    const change = { currentPassword: account.password, newPassword };
    assert.equal((await here.json('POST', '/account/password', change)).status, 204);
    assert.equal((await there.json('GET', '/session')).status, 401);
    const { email, password } = account;
    const again = (tried: string) =>
      createHttpClient(services.two).json('POST', '/sign-in', { email, password: tried });
    assert.equal((await again(password)).status, 401);
    assert.equal((await again(newPassword)).status, 200);
    account.password = newPassword;
  });
});
