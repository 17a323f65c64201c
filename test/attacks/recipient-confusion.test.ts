import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { rows } from '#test/support/observe.ts';
import { aPerson, type Person } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';
import { send } from '#test/support/send.ts';

const PROFILE = { password: 'a long enough phrase', firstName: 'A', lastName: 'B' };

describe('mail to somebody else (V07)', () => {
  let testApp: TestApp;
  let victim: Person;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
    victim = await aPerson(testApp, { isSignedIn: false });
    testApp.mailer.sent.length = 0;
  });
  after(() => testApp.close());

  const vectors = (good: string): unknown[] => [
    [good, 'evil@evil.example'],
    { email: good },
    `${good},evil@evil.example`,
    `${good};evil@evil.example`,
    `${good} evil@evil.example`,
    `evil@evil.example,${good}`,
    `a@evil.example@${good.split('@')[1]}`,
    `${good}@evil.example`,
    `${good}\r\nBcc: evil@evil.example`,
    `${good}\nevil@evil.example`,
    `${good}%0d%0aBcc:evil@evil.example`,
    `${good}\0`,
    `${good}\0@evil.example`,
    `"evil@evil.example x"@${good.split('@')[1]}`,
    `"${good}"`,
    `"a\\"b"@example.org`,
    `<${good}>`,
    `Victim <${good}>`,
    `evil@evil.example <${good}>`,
    `<evil@evil.example>${good}`,
    `=?utf-8?q?${good}?=`,
    `${good}.`,
    `${good}..`,
    `.${good}`,
    `a..b@example.org`,
    `a.@example.org`,
    '@example.org',
    'a@',
    'a',
    'a@b',
    `a@[127.0.0.1]`,
    `a@127.0.0.1`,
    `a@-example.org`,
    `a@example.org-`,
    `a@exam_ple.org`,
    `a@example%2eorg`,
    `a@example。org\u200b`,
    `${'a'.repeat(65)}@example.org`,
    `a@${'b'.repeat(64)}.org`,
    `${'a'.repeat(64)}@${'b.'.repeat(95)}org`,
    `ä@example.org`,
    `а@example.org`,
    `a\uff20example.org`,
    `a@exa\tmple.org`,
    `(c)${good}`,
    `${good}(c)`,
    ` \u00a0${good}`,
    `a b@example.org`,
  ];

  it('is caused by no address that is not exactly one plain address', async () => {
    for (const email of vectors(victim.email)) {
      const calls = [
        await send(testApp, '/api/v1/sign-up', { body: { email, ...PROFILE } }),
        await send(testApp, '/api/v1/forgot-password', { body: { email } }),
        await send(testApp, '/api/v1/sign-in', { body: { email, password: 'a long enough phrase' } }),
      ];
      if (typeof email === 'string') {
        calls.push(await send(testApp, '/sign-up', { body: new URLSearchParams({ email, ...PROFILE }) }));
        calls.push(await send(testApp, '/forgot-password', { body: new URLSearchParams({ email }) }));
      }
      for (const { statusCode } of calls) assert.equal(statusCode, 422, JSON.stringify(email));
    }
    const twice = new URLSearchParams({ email: victim.email });
    twice.append('email', 'evil@evil.example');
    assert.equal((await send(testApp, '/forgot-password', { body: twice })).statusCode, 422);
    await testApp.runJobs();
    assert.deepEqual(testApp.mailer.sent, []);
  });

  it('does not happen when the address is spelled differently: mail goes to the stored one', async () => {
    for (const email of [victim.email.toUpperCase(), ` ${victim.email} `]) {
      await send(testApp, '/api/v1/forgot-password', { body: { email } });
      await send(testApp, '/api/v1/sign-up', { body: { email: victim.email, ...PROFILE } });
    }
    await testApp.runJobs();
    const resets = testApp.mailer.sent.filter(({ subject }) => subject === 'Choose a new password');
    assert.deepEqual(new Set(resets.map(({ to }) => to)), new Set([victim.email]));
    assert.deepEqual(new Set(testApp.mailer.sent.map(({ to }) => to)), new Set([victim.email]));
  });

  it('does not happen over look-alikes: another domain is another person, one domain in two forms is one', async () => {
    const sent = [];
    for (const email of ['owner@bücher.example', 'owner@xn--bcher-kva.example', 'owner@BÜCHER.example'])
      sent.push((await send(testApp, '/api/v1/sign-up', { body: { email, ...PROFILE } })).statusCode);
    assert.deepEqual(sent, [202, 202, 202]);
    const found = await rows<{ email_canonical: string }>(
      testApp,
      sql`SELECT DISTINCT email_canonical FROM sign_ups WHERE email LIKE 'owner@%'`,
    );
    assert.deepEqual(found, [{ email_canonical: 'owner@xn--bcher-kva.example' }]);
    const cyrillic = victim.email.replace('example.org', 'ex\u0430mple.org');
    const answer = await send(testApp, '/api/v1/forgot-password', { body: { email: cyrillic } });
    assert.equal(answer.statusCode, 202);
    testApp.mailer.sent.length = 0;
    await testApp.runJobs();
    assert.ok(testApp.mailer.sent.every(({ to }) => to !== victim.email));
  });
});
