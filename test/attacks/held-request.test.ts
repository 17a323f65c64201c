import assert from 'node:assert/strict';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { aPerson, nextCode, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

interface Held {
  finish(): Promise<number>;
}

describe('a request whose last byte is held back (S04, S11)', () => {
  let testApp: TestApp;
  let port: number;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
    await testApp.app.listen({ port: 0, host: '127.0.0.1' });
    port = (testApp.app.server.address() as AddressInfo).port;
  });
  after(() => testApp.close());

  /** Sends everything but the last byte of a body, with a token that is good at this moment. */
  async function hold(path: string, token: string, body: object): Promise<Held> {
    const payload = JSON.stringify(body);
    const sending = request({
      port,
      path: `/api/v1${path}`,
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': String(payload.length),
      },
    });
    const status = new Promise<number>((resolve, reject) => {
      sending.on('response', (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      sending.on('error', reject);
    });
    await new Promise<void>((resolve) => void sending.write(payload.slice(0, -1), () => resolve()));
    // The headers must have been judged, if they are judged alone, before the session ends.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return {
      finish() {
        sending.end(payload.slice(-1));
        return status;
      },
    };
  }

  const bearer = async (browser: Parameters<typeof signIn>[0], person: Parameters<typeof signIn>[1]) => {
    const body = { email: person.email, password: person.password, transport: 'bearer' };
    return (await browser.json('POST', '/sign-in', body)).json().token as string;
  };

  it('cannot change the password after its session was ended', async () => {
    const person = await aPerson(testApp);
    const token = await bearer(person.browser, person);
    const held = await hold('/account/password', token, {
      currentPassword: person.password,
      newPassword: 'the phrase of a thief',
    });
    assert.equal((await person.browser.json('DELETE', '/sessions')).statusCode, 200);
    assert.equal(await held.finish(), 401);
    await signIn(person.browser, person);
  });

  it('cannot turn on a second factor after the password was reset', async () => {
    const person = await aPerson(testApp);
    const token = await bearer(person.browser, person);
    const headers = { authorization: `Bearer ${token}` };
    const { secret } = (await person.browser.json('POST', '/account/totp', undefined, headers)).json();
    const held = await hold('/account/totp/confirm', token, { code: nextCode(testApp, secret) });
    const change = { currentPassword: person.password, newPassword: 'a phrase of my own' };
    assert.equal((await person.browser.json('POST', '/account/password', change)).statusCode, 204);
    assert.equal(await held.finish(), 401);
    assert.equal((await person.browser.json('GET', '/account/second-factor')).json().totp, false);
  });

  it('can do nothing after the account was deleted', async () => {
    for (const [path, body] of [
      ['/account/password', { currentPassword: 'a phrase', newPassword: 'the phrase of a thief' }],
      ['/account/totp', { nothing: 'needed' }],
    ] as const) {
      const person = await aPerson(testApp);
      const held = await hold(path, await bearer(person.browser, person), body);
      assert.equal((await person.browser.json('DELETE', '/account')).statusCode, 204);
      assert.equal(await held.finish(), 401);
    }
  });

  it('cannot make recovery codes after its session signed out', async () => {
    const person = await aPerson(testApp, { hasTotp: true });
    const token = person.browser.cookies.get('session') ?? '';
    const held = await hold('/account/recovery-codes', token, { nothing: 'needed' });
    assert.equal((await person.browser.json('POST', '/sign-out')).statusCode, 204);
    assert.equal(await held.finish(), 401);
  });
});
