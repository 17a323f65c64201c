import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { aPerson, mailedToken } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

const canary = (name: string) => `canary-${name}-${randomBytes(9).toString('hex')}`;

describe('what logs and errors tell (D06, D07, D08)', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: { ...ROOMY, LOG_LEVEL: 'trace' } });
  });
  after(() => testApp.close());

  it('is one line of JSON for one event, whatever is sent (D06)', async () => {
    const nasty = [
      '\u001b[31mred',
      'a%0d%0ab',
      '{"level":60}',
      '\u2028',
      'x'.repeat(9_000),
      '"}\\n{"msg":"forged"',
    ];
    const before = testApp.logLines.length;
    for (const text of nasty) {
      const headers = {
        'user-agent': text.replace(/[^\x20-\x7e]/g, '?'),
        'x-forwarded-for': encodeURIComponent(text),
        'x-request-id': encodeURIComponent(text),
      };
      await send(testApp, `/${encodeURIComponent(text)}`, { headers });
      await send(testApp, '/api/v1/sign-in', { headers, body: { email: text, password: text } });
      await send(testApp, `/verify-email?token=${encodeURIComponent(text)}`, { headers });
    }
    const lines = testApp.logLines.slice(before);
    assert.equal(lines.length, nasty.length * 3 * 2);
    for (const line of lines) {
      assert.ok(['request', 'answered'].includes(String(line.msg)));
      assert.ok(JSON.stringify(line).length < 1_024);
    }
  });

  it('contains no secret that anybody typed, sent or was given (D07)', async () => {
    const secrets: string[] = [];
    const plant = (name: string) => {
      secrets.push(canary(name));
      return secrets.at(-1) ?? '';
    };
    const person = await aPerson(testApp, { password: plant('password'), hasTotp: true });
    const browser = createBrowser(testApp, {
      authorization: `Bearer ${plant('bearer')}`,
      'user-agent': plant('agent'),
    });
    secrets.push(
      person.totp?.secret ?? '',
      ...(person.totp?.recoveryCodes ?? []),
      ...person.browser.cookies.values(),
    );
    await browser.json('POST', '/sign-in', { email: plant('email-as-password'), password: plant('typed') });
    await browser.submit('/sign-in', {
      email: `${plant('local')}@example.org`,
      password: plant('typed-in-form'),
      returnTo: `/${plant('return')}`,
    });
    await browser.json(
      'POST',
      '/sign-in/second-factor',
      { code: plant('code') },
      { cookie: `pending=${plant('pending')}; session=${plant('cookie')}` },
    );
    await browser.json('POST', '/reset-password', { token: plant('token'), password: plant('reset') });
    await browser.get(`/reset-password?token=${plant('link')}`);
    await browser.get(`/not-me?token=${plant('notice')}`);
    await browser.get(`/verify-email?token=${plant('verify')}&password=${plant('query')}`);
    await browser.get(`/${plant('path')}?x=${plant('parameter')}`, {
      referer: `https://x.example/?${plant('referer')}`,
    });
    await send(testApp, '/api/v1/sign-in', { body: `{"password":"${plant('broken')}",` });
    await send(testApp, '/api/v1/sign-in', {
      body: plant('plain'),
      headers: { 'content-type': `text/${plant('type')}` },
    });
    await person.browser.json('POST', '/forgot-password', { email: person.email });
    secrets.push(await mailedToken(testApp, person.email));
    await person.browser.json('POST', '/account/password', {
      currentPassword: plant('current'),
      newPassword: plant('new'),
    });
    const log = JSON.stringify(testApp.logLines);
    assert.ok(secrets.length > 30 && secrets.every((secret) => secret.length >= 19));
    assert.deepEqual(
      secrets.filter((secret) => log.includes(secret)),
      [],
    );
    assert.ok(!log.includes(person.email), 'nor whose address it was');
  });

  it('is no row that a failing statement was about (D07)', async () => {
    const hidden = canary('row');
    const failing = await buildTestApp({ sharing: testApp, environment: ROOMY });
    failing.allowLog('unexpected error');
    const { state } = failing.platform;
    const { takeTurn } = state;
    const ofDriver = {
      code: '23505',
      detail: `Key (email)=(${hidden}) already exists`,
      where: hidden,
      parameters: [hidden],
    };
    state.takeTurn = async () => {
      throw Object.assign(new Error('duplicate key value violates unique constraint'), ofDriver);
    };
    const answer = await send(failing, '/api/v1/sign-in', {
      body: { email: 'a@example.org', password: hidden },
    });
    state.takeTurn = takeTurn;
    assert.equal(answer.statusCode, 500);
    const logged = JSON.stringify(failing.logLines);
    assert.ok(logged.includes('violates unique constraint') && !logged.includes(hidden));
    await failing.close();
  });

  it('is one fixed sentence for whatever breaks inside, and the process goes on (D08)', async () => {
    const hidden = canary('inside');
    const errors = [
      Object.assign(new Error(`duplicate key ${hidden}`), {
        code: '23505',
        detail: `Key (email)=(${hidden})`,
      }),
      new TypeError(`cannot read ${hidden} of undefined`),
      Object.assign(new Error(`connect ECONNREFUSED ${hidden}:5432`), { code: 'ECONNREFUSED' }),
      Object.assign(new Error(`syntax error at ${hidden}`), { statusCode: 200 }),
      { toString: () => hidden },
    ];
    const broken = await buildTestApp({ sharing: testApp, environment: ROOMY });
    broken.allowLog('unexpected error', 'a store is unavailable');
    const { state } = broken.platform;
    const takeTurn = state.takeTurn;
    for (const error of errors) {
      state.takeTurn = async () => {
        throw error;
      };
      const body = { email: 'a@example.org', password: 'a long enough phrase' };
      const json = await send(broken, '/api/v1/sign-in', { body });
      const page = await send(broken, '/sign-in', { body: new URLSearchParams(body) });
      state.takeTurn = takeTurn;
      for (const { statusCode, body: text, headers } of [json, page]) {
        assert.ok([500, 503].includes(statusCode));
        assert.ok(
          !text.includes(hidden) && !/\bat .*:\d+|node_modules|\.ts\b|SELECT|pg_|ioredis/.test(text),
          text,
        );
        assert.ok(text.includes(String(headers['x-request-id'])), 'the request can be found in the log');
      }
    }
    assert.equal((await send(broken, '/sign-in')).statusCode, 200);
    await broken.close();
  });
});
