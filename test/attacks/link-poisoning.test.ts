import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { aPerson } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

const EVIL = 'evil.example';
const POISONED: Record<string, string>[] = [
  { host: EVIL },
  { host: `localhost:8080@${EVIL}` },
  { host: `${EVIL}:8080` },
  { host: 'localhost:8080.evil.example' },
  { 'x-forwarded-host': EVIL },
  { 'x-forwarded-host': EVIL, 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' },
  { 'x-forwarded-prefix': '/evil' },
  { 'x-forwarded-server': EVIL },
  { 'x-host': EVIL },
  { 'x-original-host': EVIL },
  { 'x-original-url': `https://${EVIL}/` },
  { 'x-rewrite-url': `https://${EVIL}/` },
  { forwarded: `for=1.2.3.4;host=${EVIL};proto=https` },
  { referer: `https://${EVIL}/` },
];

describe('poisoning the links in mails (V01)', () => {
  for (const trusted of [false, true]) {
    describe(trusted ? 'from a trusted proxy' : 'from anywhere', () => {
      let testApp: TestApp;
      before(async () => {
        const environment = { ...ROOMY, ...(trusted && { TRUSTED_PROXIES: '127.0.0.0/8' }) };
        testApp = await buildTestApp({ environment });
      });
      after(() => testApp.close());

      it('is not possible by any header, on any call that mails', async () => {
        const { email } = await aPerson(testApp, { isSignedIn: false });
        for (const headers of POISONED) {
          const profile = { password: 'a long enough phrase', firstName: 'A', lastName: 'B' };
          const signUp = await send(testApp, '/api/v1/sign-up', {
            headers,
            body: { email: 'new@example.org', ...profile },
          });
          assert.equal(signUp.statusCode, 202);
          const cookie = `sign_up=${signUp.cookies.find(({ name }) => name === 'sign_up')?.value}`;
          await send(testApp, '/api/v1/sign-up/resend', { method: 'POST', headers: { ...headers, cookie } });
          await send(testApp, '/api/v1/sign-up', { headers, body: { email, ...profile } });
          await send(testApp, '/api/v1/forgot-password', { headers, body: { email } });
          const form = new URLSearchParams({ email });
          await send(testApp, '/forgot-password', {
            headers: { ...headers, 'sec-fetch-site': 'same-origin' },
            body: form,
          });
        }
        await testApp.runJobs();
        assert.ok(testApp.mailer.sent.length > POISONED.length * 3);
        for (const { text, html } of testApp.mailer.sent) {
          for (const [url] of `${text} ${html}`.matchAll(/https?:\/\/[^\s"<]+/g))
            assert.ok(url.startsWith(`${testApp.config.publicUrl}/`), url);
          assert.doesNotMatch(`${text} ${html}`, /evil/);
        }
      });

      it('turns on Secure cookies and https by no header', async () => {
        for (const headers of POISONED) {
          const page = await send(testApp, '/dashboard', { headers });
          assert.equal(page.headers.location, '/sign-in?returnTo=%2Fdashboard');
          const body = {
            email: 'x@example.org',
            password: 'a long enough phrase',
            firstName: 'A',
            lastName: 'B',
          };
          const answer = await send(testApp, '/api/v1/sign-up', { headers, body });
          assert.match(String(answer.headers['set-cookie']), /^sign_up=/);
          assert.doesNotMatch(String(answer.headers['set-cookie']), /Secure|Domain/);
          assert.equal(answer.headers['strict-transport-security'], undefined);
        }
        await testApp.runJobs();
      });
    });
  }
});
