import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { aPerson } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

const languageOf = (body: string) => /<html lang="(\w+)">/.exec(body)?.[1];

describe('choosing a language', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  it('stands at the foot of pages, and comes back to the place it was chosen at', async () => {
    const browser = createBrowser(testApp);
    const place = '/sign-in?returnTo=%2Faccount%2Factivity';
    const page = await browser.get(place);
    assert.match(page.body, /<button type="submit" name="language" value="de" lang="de"[^>]*>Deutsch</);
    const returnTo = /action="\/language".*?name="here" value="([^"]*)"/s.exec(page.body)?.[1];
    assert.equal(returnTo, place);
    const chosen = await browser.submit('/language', { language: 'de', here: place });
    assert.deepEqual([chosen.statusCode, chosen.headers.location], [303, place]);
    assert.equal(languageOf((await browser.get(place)).body), 'de');
  });

  it('holds for a year, and against what the browser asks for', async () => {
    const browser = createBrowser(testApp, { 'accept-language': 'de' });
    const chosen = await browser.submit('/language', { language: 'en' });
    assert.equal(chosen.headers['set-cookie'], 'lang=en; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000');
    assert.equal(languageOf((await browser.get('/sign-in')).body), 'en');
  });

  it('comes back to the page of a form that was sent, with the way on that it knew', async () => {
    const { browser } = await aPerson(testApp);
    const shownAgain = await browser.submit('/confirm-identity', {
      password: 'x',
      returnTo: '/account/password',
    });
    assert.match(shownAgain.body, /name="here" value="\/confirm-identity\?returnTo=%2Faccount%2Fpassword"/);
  });

  it('is remembered for the mails of whoever is signed in', async () => {
    const person = await aPerson(testApp);
    await person.browser.submit('/language', { language: 'de' });
    await createBrowser(testApp).json('POST', '/sign-in', person);
    await testApp.runJobs();
    const mail = testApp.mailer.sent.filter(({ to }) => to === person.email).at(-1) ?? assert.fail();
    assert.equal(mail.subject, 'Neues Gerät angemeldet');
    assert.match(mail.html, /<html lang="de">/);
    assert.match(mail.text, /Wann: \d\d\.\d\d\.\d{4}, \d\d:\d\d UTC\. Von: /);
  });

  it('is at sign-up that of the page, for the mail and for the account', async () => {
    const browser = createBrowser(testApp, { 'accept-language': 'de' });
    const credentials = { email: 'deutsch@example.org', password: 'a long enough phrase' };
    await browser.json('POST', '/sign-up', { ...credentials, firstName: 'Ada', lastName: 'L' });
    await testApp.runJobs();
    const mail = testApp.mailer.sent.find(({ to }) => to === credentials.email) ?? assert.fail();
    assert.equal(mail.subject, 'Bestätigen Sie Ihre E-Mail-Adresse');
    const token = /token=([\w-]+)/.exec(mail.text)?.[1];
    await browser.json('POST', '/verify-email', { token });
    const stranger = createBrowser(testApp);
    await stranger.json('POST', '/sign-up', { ...credentials, firstName: 'Eve', lastName: 'E' });
    await testApp.runJobs();
    const last = testApp.mailer.sent.filter(({ to }) => to === credentials.email).at(-1);
    assert.equal(last?.subject, 'Sie haben schon ein Konto', 'the owner’s language, not the stranger’s');
  });

  it('refuses a language that does not exist, and sends nobody to another site', async () => {
    const browser = createBrowser(testApp);
    for (const fields of [{}, { language: 'xx' }, { language: '' }]) {
      const answer = await browser.submit('/language', fields);
      assert.deepEqual([answer.statusCode, answer.headers['set-cookie']], [400, undefined]);
    }
    for (const returnTo of ['//evil.example', 'https://evil.example/', '/\\evil.example', ''])
      assert.equal(
        (await browser.submit('/language', { language: 'de', here: returnTo })).headers.location,
        '/',
      );
  });

  it('is no other site’s to choose', async () => {
    const browser = createBrowser(testApp);
    const answer = await browser.submit('/language', { language: 'de' }, { 'sec-fetch-site': 'cross-site' });
    assert.deepEqual([answer.statusCode, answer.headers['set-cookie']], [403, undefined]);
  });

  it('is not offered beside recovery codes: choosing would lose what is shown once', async () => {
    const { browser } = await aPerson(testApp, { hasTotp: true });
    await browser.submit('/account/second-factor/recovery-codes');
    const page = await browser.get('/account/second-factor/recovery-codes');
    assert.equal(page.statusCode, 200);
    assert.doesNotMatch(page.body, /action="\/language"/);
  });
});
