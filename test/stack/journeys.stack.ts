import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  codeNow,
  createHttpClient,
  tokenMailed,
  turnOnTotp,
  untilStepHas,
} from '#test/support/http-client.ts';
import { look, somebody } from './asking.ts';
import { attachToStack } from './stack.ts';

const stack = attachToStack();

describe('through Nginx', () => {
  it('somebody signs up, proves the address, signs in, adds a second factor, forgets the password, leaves', async () => {
    const person = await somebody(stack);
    const { email, password, client } = person;
    const session = (await client.json('GET', '/session')).body;
    assert.deepEqual([session.user.email, session.session.assuranceLevel], [email, 'aal1']);

    await untilStepHas(6_000);
    const { secret, recoveryCodes } = await turnOnTotp(person);
    const tokenBefore = client.cookies.get('session');
    assert.equal((await client.json('POST', '/sign-out')).status, 204);
    assert.equal(await look(stack, '/api/v1/session', tokenBefore), 401);

    const signInWith = async (chosen: string, code: string | undefined) => {
      const browser = createHttpClient(stack);
      const first = await browser.json('POST', '/sign-in', { email, password: chosen });
      assert.equal(first.body.status, 'second_factor_required', JSON.stringify(first.body));
      const second = await browser.json('POST', '/sign-in/second-factor', { code });
      assert.equal(second.body?.status, 'signed_in', JSON.stringify(second.body));
      return browser;
    };
    const browser = await signInWith(password, codeNow(secret));
    const signedIn = (await browser.json('GET', '/session')).body;
    assert.equal(signedIn.session.assuranceLevel, 'aal2');
    assert.equal(
      await look(stack, '/forward-auth?require=second_factor', browser.cookies.get('session')),
      204,
    );

    assert.equal((await createHttpClient(stack).json('POST', '/forgot-password', { email })).status, 202);
    const token = await tokenMailed(stack, email, /new password/);
    const reset = { token, password: 'quite another long phrase' };
    assert.equal((await createHttpClient(stack).json('POST', '/reset-password', reset)).status, 204);
    assert.equal((await browser.json('GET', '/session')).status, 401);
    const [code] = recoveryCodes;
    const last = await signInWith(reset.password, code);
    assert.equal((await last.json('POST', '/sign-out')).status, 204);
    const old = await createHttpClient(stack).json('POST', '/sign-in', { email, password });
    assert.equal(old.status, 401);
  });

  it('pages come with their assets, which browsers keep', async () => {
    const page = await fetch(`${stack.url}/sign-in`, { headers: { accept: 'text/html' } });
    const html = await page.text();
    assert.deepEqual([page.status, page.headers.get('cache-control')], [200, 'no-store']);
    const assets = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
    assert.ok(assets.length > 0);
    for (const path of assets) {
      const answer = await fetch(`${stack.url}${path}`);
      await answer.arrayBuffer();
      assert.deepEqual(
        [answer.status, /immutable/.test(answer.headers.get('cache-control') ?? '')],
        [200, true],
      );
    }
  });
});
