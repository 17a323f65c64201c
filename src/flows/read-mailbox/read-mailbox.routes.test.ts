import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildTestApp, type TestApp } from '#test/support/app.ts';
import { createBrowser } from '#test/support/browser.ts';

describe('the local mailbox', () => {
  let testApp: TestApp;
  before(async () => {
    testApp = await buildTestApp();
    await testApp.nouns.localMailbox?.send({
      id: '01890000-0000-7000-8000-000000000001' as never,
      to: 'a@example.org',
      subject: 'Confirm <b>now</b>',
      text: 'Open http://localhost:8080/verify-email?token=abc',
      html: '<p>Open <a href="http://localhost:8080/verify-email?token=abc">it</a></p><script>alert(1)</script>',
    });
  });
  after(() => testApp.close());

  it('lists mails as JSON with the fields of the contract', async () => {
    const answer = await createBrowser(testApp).get('/dev/mailbox.json');
    assert.equal(answer.statusCode, 200);
    const [mail] = answer.json();
    assert.deepEqual(Object.keys(mail).sort(), ['html', 'id', 'sentAt', 'subject', 'text', 'to']);
    assert.equal(mail.to, 'a@example.org');
  });

  it('shows them as pages whose links work, and whose markup does not', async () => {
    const browser = createBrowser(testApp);
    const list = await browser.get('/dev/mailbox');
    const path = /href="(\/dev\/mailbox\/[\w-]{36})"/.exec(list.body)?.[1] ?? '';
    const page = await browser.get(path);
    assert.equal(page.statusCode, 200);
    assert.match(page.body, /href="http:\/\/localhost:8080\/verify-email\?token=abc"/);
    for (const { body } of [list, page]) assert.doesNotMatch(body, /<script>|<b>now/);
    for (const id of ['01890000-0000-7000-8000-00000000ffff', 'x', '%00'])
      assert.equal((await browser.get(`/dev/mailbox/${id}`)).statusCode, 404);
  });

  it('is nothing to a page whose own name was rebound to this machine', async () => {
    for (const host of ['evil.example', 'localhost.evil.example', '192.0.2.7:8080']) {
      const answer = await testApp.app.inject({ url: '/dev/mailbox.json', headers: { host } });
      assert.equal(answer.statusCode, 404, host);
    }
    for (const host of ['localhost:8080', '127.0.0.1', '[::1]:8080']) {
      const answer = await testApp.app.inject({ url: '/dev/mailbox.json', headers: { host } });
      assert.equal(answer.statusCode, 200, host);
    }
  });
});
