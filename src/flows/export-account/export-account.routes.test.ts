import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { minutes } from '#platform/duration.ts';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { inParallel } from '#test/support/every-database.ts';
import { auditOf, userIdOf } from '#test/support/observe.ts';
import { aPerson, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

describe('a copy of all that is held about somebody', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  it('holds account, profile, factors, sessions, devices, links, mails and events', async () => {
    const person = await aPerson(testApp, { hasTotp: true });
    const { browser, email } = person;
    await signIn(createBrowser(testApp), person);
    await browser.json('PATCH', '/account/profile', { country: 'NL', dateOfBirth: '1990-04-05' });
    await testApp.runJobs();
    const answer = await browser.json('GET', '/account/export');
    assert.equal(answer.statusCode, 200, answer.body);
    const copy = answer.json();
    assert.equal(copy.account.email, email);
    assert.deepEqual(copy.profile, {
      firstName: 'Robin',
      lastName: 'Example',
      country: 'NL',
      dateOfBirth: '1990-04-05',
      language: 'en',
    });
    assert.match(copy.password.changedAt, /^2030-.*Z$/);
    assert.match(copy.secondFactor.totpTurnedOnAt, /^2030-.*Z$/);
    assert.equal(copy.secondFactor.recoveryCodesLeft, 10);
    assert.deepEqual(
      copy.sessions.map(({ ip, assuranceLevel }: Record<string, string>) => [ip, assuranceLevel]),
      [['127.0.0.1', 'aal2']],
    );
    assert.deepEqual(
      copy.devices.map((device: object) => Object.keys(device).sort()),
      [['forgottenAt', 'knownSince', 'signedInAt']],
    );
    assert.deepEqual(
      copy.links.map(({ purpose }: { purpose: string }) => purpose),
      ['not_me'],
    );
    const mails = copy.mails.map(({ kind, recipient, sentAt }: Record<string, string>) => [
      kind,
      recipient,
      Boolean(sentAt),
    ]);
    assert.deepEqual(mails, [
      ['totp_turned_on', email, true],
      ['verify_address', email, true],
    ]);
    const types = copy.events.map(({ type }: { type: string }) => type);
    assert.deepEqual(types.sort(), (await auditOf(testApp, email)).sort());
    assert.ok(types.includes('account_exported'));
  });

  it('holds nothing of anybody else, and nothing that opens anything', async () => {
    const other = await aPerson(testApp);
    const person = await aPerson(testApp, { hasTotp: true });
    const { browser, password, totp } = person;
    const { body } = await browser.json('GET', '/account/export');
    const { cookies } = browser;
    const secrets = [password, totp?.secret, ...(totp?.recoveryCodes ?? []), ...cookies.values()];
    for (const secret of secrets) assert.ok(secret && !body.includes(secret));
    assert.doesNotMatch(body, /argon2|hash|ciphertext/i);
    assert.ok(!body.includes(other.email));
  });

  it('holds every event, however many there are', async () => {
    const { browser, email } = await aPerson(testApp);
    const who = { userId: await userIdOf(testApp, email), client: { ip: '192.0.2.7', userAgent: 'curl/8' } };
    const { nouns, platform } = testApp;
    await inParallel(620, () => nouns.auditLog.record(platform.databases.primary, 'signed_in', who));
    const { events } = (await browser.json('GET', '/account/export')).json();
    assert.equal(events.length, (await auditOf(testApp, email)).length);
    assert.ok(events.length > 620);
    assert.equal(new Set(events.map(({ id }: { id: string }) => id)).size, events.length);
  });

  it('is a file for people, from a page with a button', async () => {
    const { browser, email } = await aPerson(testApp);
    const page = await browser.get('/account/export');
    assert.match(page.body, /<form method="post" action="\/account\/export"/);
    const file = await browser.submit('/account/export');
    assert.equal(file.statusCode, 200);
    assert.match(String(file.headers['content-type']), /^application\/json/);
    assert.match(
      String(file.headers['content-disposition']),
      /^attachment; filename="account-2030-\d\d-\d\d\.json"$/,
    );
    assert.equal(file.headers['cache-control'], 'no-store');
    assert.equal(JSON.parse(file.body).account.email, email);
  });

  it('needs a fresh proof: 403 in the API, the way to it on the page', async () => {
    const { browser, email } = await aPerson(testApp);
    testApp.clock.advance(minutes(11));
    const refused = await browser.json('GET', '/account/export');
    assert.deepEqual([refused.statusCode, refused.json().code], [403, 'reauthentication_required']);
    for (const page of [await browser.get('/account/export'), await browser.submit('/account/export')])
      assert.deepEqual(
        [page.statusCode, page.headers.location],
        [303, '/confirm-identity?returnTo=%2Faccount%2Fexport'],
      );
    assert.ok(!(await auditOf(testApp, email)).includes('account_exported'));
  });
});
