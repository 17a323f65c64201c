import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';
import { auditOf, subjectsTo } from '#test/support/observe.ts';
import { aPerson, mailedToken, notMeToken, type Person, signIn } from '#test/support/people.ts';
import { ROOMY } from '#test/support/roomy.ts';

const NEW = 'quite another phrase';

describe('"this wasn’t me"', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp({ environment: ROOMY });
  });
  after(() => testApp.close());

  /** Somebody whose account another device signed in to; the token is that of the notice about it. */
  async function intruded(): Promise<{ owner: Person; token: string }> {
    const owner = await aPerson(testApp);
    await signIn(createBrowser(testApp), owner);
    return { owner, token: await notMeToken(testApp, owner.email, 'New device signed in') };
  }

  it('opens on a page with one button that says what it does and nothing about the account', async () => {
    const { owner, token } = await intruded();
    const page = await createBrowser(testApp).get(`/not-me?token=${token}`);
    assert.equal(page.statusCode, 200);
    const [, main = ''] = page.body.split(/<main|<footer/);
    assert.equal(main.match(/<button/g)?.length, 1);
    assert.match(page.body, /<form method="post" action="\/not-me">/);
    assert.match(page.body, /every device is signed out.*password stops working.*mail you a link/s);
    assert.ok(!page.body.includes(owner.email) && !page.body.includes(owner.firstName));
  });

  it('signs every device out, switches the password off and mails a link, with one record', async () => {
    const { owner, token } = await intruded();
    const stranger = createBrowser(testApp);
    const answer = await stranger.submit('/not-me', { token });
    assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/not-me/done']);
    assert.equal(answer.headers['set-cookie'], undefined, 'nobody is signed in');
    const done = await stranger.get('/not-me/done');
    assert.equal(done.statusCode, 200);
    assert.match(done.body, /link to choose a new one is on its way.*second factor/s);

    assert.equal((await owner.browser.json('GET', '/session')).statusCode, 401);
    assert.equal((await stranger.json('POST', '/sign-in', owner)).json().code, 'invalid_credentials');
    await testApp.runJobs();
    assert.equal(subjectsTo(testApp, owner.email).at(-1), 'Choose a new password');
    assert.match(testApp.mailer.sent.at(-1)?.text ?? '', /You told us it wasn’t you\./);
    const records = (await auditOf(testApp, owner.email)).filter((type) => type === 'reported_not_me');
    assert.equal(records.length, 1);
  });

  it('is followed by a new password, with which the owner signs in', async () => {
    const { owner, token } = await intruded();
    const { browser, email } = owner;
    await browser.submit('/not-me', { token });
    const link = await mailedToken(testApp, email);
    const reset = await browser.submit('/reset-password', { token: link, password: NEW });
    assert.equal(reset.headers.location, '/sign-in?notice=password_reset');
    assert.equal((await browser.json('POST', '/sign-in', { email, password: NEW })).statusCode, 200);
    const change = { currentPassword: NEW, newPassword: 'the phrase after that' };
    assert.equal((await browser.json('POST', '/account/password', change)).statusCode, 204);
  });

  it('is 204 in JSON', async () => {
    const { owner, token } = await intruded();
    const answer = await createBrowser(testApp).json('POST', '/not-me', { token });
    assert.deepEqual([answer.statusCode, answer.body], [204, '']);
    assert.equal((await owner.browser.json('GET', '/session')).statusCode, 401);
  });

  it('leaves the second factor as it is', async () => {
    const owner = await aPerson(testApp, { hasTotp: true });
    const token = await notMeToken(testApp, owner.email, 'Second factor turned on');
    await owner.browser.submit('/not-me', { token });
    const link = await mailedToken(testApp, owner.email);
    await owner.browser.json('POST', '/reset-password', { token: link, password: NEW });
    const answer = await owner.browser.json('POST', '/sign-in', { email: owner.email, password: NEW });
    assert.equal(answer.json().status, 'second_factor_required');
  });

  it('says 400 with the way to a new password when the link is over, and 422 when there is none', async () => {
    const browser = createBrowser(testApp);
    const pages = [await browser.get('/not-me'), await browser.get('/not-me?token=gone')];
    pages.push(await browser.submit('/not-me', { token: 'gone' }));
    for (const page of pages) {
      assert.equal(page.statusCode, 400);
      assert.match(page.body, /This link no longer works.*href="\/forgot-password"/s);
    }
    assert.equal((await browser.submit('/not-me')).statusCode, 422);
    const refused = await browser.json('POST', '/not-me', { token: 'gone' });
    assert.deepEqual([refused.statusCode, refused.json().code], [400, 'invalid_token']);
    assert.equal((await browser.json('POST', '/not-me', {})).statusCode, 422);
  });
});
