import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp, type TestAppOptions } from '#test/support/app.ts';
import { type Answer, createBrowser, type TestBrowser } from '#test/support/browser.ts';
import { subjectsTo } from '#test/support/observe.ts';
import { mailedToken, nextCode } from '#test/support/people.ts';

const STORES: [string, TestAppOptions][] = [
  ['Postgres and Redis', {}],
  ['the embedded database alone', { database: 'embedded', state: 'postgres' }],
  ['Postgres through a pooler, and Redis', { database: 'pooled' }],
];

const PERSON = { email: 'Ada@Example.org', password: 'a walk in the rain', firstName: 'Ada', lastName: 'L.' };

for (const [stores, options] of STORES) {
  describe(`from sign-up to the dashboard, with forms and no script, on ${stores}`, () => {
    let testApp: TestApp;
    let browser: TestBrowser;
    let secret: string;
    let codes: string[];
    before(async () => {
      testApp = await buildTestApp(options);
      browser = createBrowser(testApp);
    });
    after(() => testApp.close());

    /** Sends the form and goes where the answer leads. */
    async function submitAndFollow(
      path: string,
      fields: Record<string, string>,
      to: string,
    ): Promise<Answer> {
      const answer = await browser.submit(path, fields);
      assert.equal(answer.statusCode, 303, answer.body);
      assert.equal(answer.headers.location, to);
      const page = await browser.get(to);
      assert.equal(page.statusCode, 200, page.body);
      return page;
    }

    it('signs up with the switch on and is told to look at the mail', async () => {
      assert.match((await browser.get('/sign-up')).body, /name="enableSecondFactor"/);
      const page = await submitAndFollow(
        '/sign-up',
        { ...PERSON, enableSecondFactor: 'on' },
        '/sign-up/check-inbox',
      );
      assert.match(page.body, /Check your inbox/);
      assert.equal((await browser.submit('/sign-in', PERSON)).statusCode, 401);
    });

    it('confirms the address with one button', async () => {
      const token = await mailedToken(testApp, PERSON.email);
      assert.match((await browser.get(`/verify-email?token=${token}`)).body, /<button type="submit"/);
      const page = await submitAndFollow('/verify-email', { token }, '/sign-in?notice=email_verified');
      assert.match(page.body, /Your address is confirmed/);
    });

    it('signs in and is led to the QR code, with the secret as text', async () => {
      const page = await submitAndFollow('/sign-in', PERSON, '/account/second-factor/set-up');
      assert.match(page.body, /<svg[^>]*>/);
      secret = secretOn(page);
      assert.match(secret, /^[A-Z2-7]{32}$/);
      assert.equal(
        secretOn(await browser.get('/account/second-factor/set-up')),
        secret,
        'the same when shown again',
      );
    });

    it('turns the second factor on with a code and gets ten recovery codes, once', async () => {
      const confirmed = await browser.submit('/account/second-factor/set-up', {
        code: nextCode(testApp, secret),
      });
      assert.equal(confirmed.statusCode, 303, confirmed.body);
      const answer = await browser.get(confirmed.headers.location as string);
      assert.equal(answer.statusCode, 200, answer.body);
      codes = [...answer.body.matchAll(/<li>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})<\/li>/g)].map(
        ([, code]) => code ?? '',
      );
      assert.equal(new Set(codes).size, 10);
      assert.ok(!(await browser.get('/account/second-factor')).body.includes(codes[0] ?? ''));
    });

    it('is greeted by the first name on the dashboard', async () => {
      const page = await browser.get('/dashboard');
      assert.equal(page.statusCode, 200);
      assert.match(page.body, /Hello, Ada/);
      assert.match(page.body, /10 recovery codes left/);
      assert.match(page.body, /Second factor turned on|Account created/i);
    });

    it('signs out and in again with a code', async () => {
      await submitAndFollow('/sign-out', {}, '/sign-in?notice=signed_out');
      await submitAndFollow('/sign-in', PERSON, '/sign-in/second-factor');
      assert.equal((await browser.get('/dashboard')).statusCode, 303, 'not signed in yet');
      await submitAndFollow('/sign-in/second-factor', { code: nextCode(testApp, secret) }, '/dashboard');
    });

    it('signs in elsewhere with a recovery code, typed carelessly', async () => {
      const elsewhere = createBrowser(testApp, { 'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/140.0' });
      await elsewhere.submit('/sign-in', PERSON);
      const code = (codes[0] ?? '').toLowerCase().replaceAll('-', ' ');
      const answer = await elsewhere.submit('/sign-in/second-factor', { code });
      assert.equal(answer.headers.location, '/dashboard', answer.body);
      assert.match((await browser.get('/dashboard')).body, /9 recovery codes left/);
      const devices = await browser.get('/account/sessions');
      assert.match(devices.body, /Firefox on Linux/);

      const end = /action="(\/account\/sessions\/[\w-]{36}\/end)"/.exec(devices.body)?.[1] ?? '';
      await submitAndFollow(end, {}, '/account/sessions?ended=1');
      assert.equal((await elsewhere.get('/dashboard')).statusCode, 303);
      assert.equal((await browser.get('/dashboard')).statusCode, 200);
    });

    it('changes the password and stays signed in', async () => {
      const change = { currentPassword: PERSON.password, newPassword: 'a walk under the stars' };
      const before = browser.cookies.get('session');
      const page = await submitAndFollow('/account/password', change, '/account/password?saved=yes');
      assert.match(page.body, /Your new password is saved/);
      assert.notEqual(browser.cookies.get('session'), before);
      await testApp.runJobs();
      assert.deepEqual(subjectsTo(testApp, PERSON.email).sort(), [
        'A recovery code was used',
        'Confirm your email address',
        'New device signed in',
        'Second factor turned on',
        'Your password was changed',
      ]);
    });
  });

  describe(`from sign-up to the dashboard as JSON with a bearer token, on ${stores}`, () => {
    let testApp: TestApp;
    before(async () => {
      testApp = await buildTestApp(options);
    });
    after(() => testApp.close());

    it('needs no cookie at any step', async () => {
      const client = createBrowser(testApp);
      const call = async (
        method: 'GET' | 'POST' | 'DELETE',
        path: string,
        status: number,
        body?: unknown,
        token = '',
      ) => {
        // Nothing of a browser: no cookies, no origin, no fetch metadata.
        client.cookies.clear();
        const headers = {
          origin: '',
          'sec-fetch-site': 'none',
          ...(token && { authorization: `Bearer ${token}` }),
        };
        const answer = await client.json(method, path, body, headers);
        assert.equal(answer.statusCode, status, `${path}: ${answer.body}`);
        return answer.body === '' ? {} : answer.json();
      };
      await call('POST', '/sign-up', 202, { ...PERSON, enableSecondFactor: true });
      const token = await mailedToken(testApp, PERSON.email);
      await call('POST', '/verify-email', 401, { token });
      await call('POST', '/verify-email', 204, { token, password: PERSON.password });

      const signedIn = await call('POST', '/sign-in', 200, { ...PERSON, transport: 'bearer' });
      assert.equal(signedIn.nextStep, 'set_up_second_factor');
      const { secret } = await call('POST', '/account/totp', 201, undefined, signedIn.token);
      const confirmed = await call(
        'POST',
        '/account/totp/confirm',
        200,
        { code: nextCode(testApp, secret) },
        signedIn.token,
      );
      await call('GET', '/session', 401, undefined, signedIn.token);
      const shown = await call('GET', '/session', 200, undefined, confirmed.token);
      assert.equal(shown.user.firstName, 'Ada');
      assert.equal(shown.user.secondFactor, true);
      assert.equal(shown.session.assuranceLevel, 'aal2');
      await call('POST', '/sign-out', 204, undefined, confirmed.token);

      const finish = async (code: string) => {
        const pending = await call('POST', '/sign-in', 200, { ...PERSON, transport: 'bearer' });
        assert.equal(pending.status, 'second_factor_required');
        assert.equal('session' in pending || 'user' in pending, false);
        return call('POST', '/sign-in/second-factor', 200, { code }, pending.token);
      };
      const first = await finish(nextCode(testApp, secret));
      const second = await finish(confirmed.recoveryCodes[0]);
      const change = { currentPassword: PERSON.password, newPassword: 'a walk under the stars' };
      const changed = await call('POST', '/account/password', 200, change, first.token);
      await call('GET', '/session', 401, undefined, first.token);
      await call('GET', '/session', 401, undefined, second.token);
      await call('GET', '/session', 200, undefined, changed.token);
    });
  });
}

const secretOn = (page: Answer): string => /secret=([A-Z2-7]+)/.exec(page.body)?.[1] ?? '';
