import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type ApiAnswer, createHttpClient, nextEmail } from '#test/support/http-client.ts';
import { prepareService, type TestService } from '#test/support/service.ts';
import { startSmtpServer, type TestSmtpServer } from '#test/support/smtp-server.ts';

describe('with a mail server', () => {
  let smtp: TestSmtpServer;
  let service: TestService;
  before(async () => {
    smtp = await startSmtpServer();
    service = await prepareService({ SMTP_URL: smtp.url, MAIL_FROM: 'Latchkey <no-reply@example.org>' });
    await service.start();
  });
  after(async () => {
    await service?.remove();
    await smtp?.close();
  });

  it('a mail goes to exactly one recipient, as text and as HTML', async () => {
    const email = nextEmail();
    await signUp(email);
    const [mail, ...others] = await smtp.waitFor(email);
    assert.deepEqual(others, []);
    assert.deepEqual(mail?.recipients, [email]);
    assert.equal(mail?.from, 'no-reply@example.org');
    const source = mail?.source ?? '';
    assert.match(source, /^Content-Type: multipart\/alternative;/im);
    assert.match(source, /^Content-Type: text\/plain; charset=utf-8/im);
    assert.match(source, /^Content-Type: text\/html; charset=utf-8/im);
    assert.match(source, /^To: <?caller-\S+@example\.org>?\r$/im);
    assert.match(source, /^From: Latchkey <no-reply@example\.org>\r$/im);
    assert.match(source, /^Message-ID: <[\w-]+@localhost>\r$/im);
    assert.doesNotMatch(source, /^(cc|bcc|x-mailer):/im);
  });

  it('the mailed link works', async () => {
    const email = nextEmail();
    const client = createHttpClient(service);
    await signUp(email, client);
    const [mail] = await smtp.waitFor(email);
    const body = (mail?.source ?? '').replace(/=\r\n/g, '').replace(/=3D/g, '=');
    const [, link, token] = /(http:\S+)\/verify-email\?token=([\w-]+)/.exec(body) ?? [];
    assert.equal(link, service.url);
    assert.equal((await client.json('POST', '/verify-email', { token })).status, 204);
  });

  it('a mail that is refused for now comes later under the same Message-ID', async () => {
    const email = nextEmail();
    smtp.refuse(1);
    await signUp(email);
    const mails = await smtp.waitFor(email);
    assert.equal(mails.length, 1);
    assert.deepEqual(smtp.refused, [mails[0]?.messageId]);
  });

  it('a caller does not wait for a slow mail server', async () => {
    const email = nextEmail();
    smtp.delay = 3_000;
    assert.equal((await signUp(email)).status, 202);
    assert.deepEqual(receivedBy(email), [], 'answered first');
    await smtp.waitFor(email);
    smtp.delay = 0;
  });

  it('there is no local mailbox', async () => {
    for (const path of ['/dev/mailbox', '/dev/mailbox.json', '/dev/mailbox/some-id']) {
      assert.equal((await fetch(`${service.address}${path}`)).status, 404, path);
    }
    assert.doesNotMatch(service.output(), /dev\/mailbox/);
  });

  it('mail written while the server is away is sent once it is back, even after a restart', async () => {
    const port = Number(new URL(smtp.url).port);
    await smtp.close();
    const email = nextEmail();
    assert.equal((await signUp(email)).status, 202);
    await pause(500);
    assert.equal(await service.end(), 0);
    smtp = await startSmtpServer(port);
    await service.start();
    const mails = await smtp.waitFor(email);
    await pause(2_500);
    assert.equal(mails.length, smtp.received.length, 'sent once');
  });

  it('a silent mail server does not keep the process from ending', async () => {
    smtp.delay = 30_000;
    const email = nextEmail();
    await signUp(email);
    await pause(300);
    assert.equal(await service.end(), 0);
    assert.deepEqual(receivedBy(email), [], 'ended first');
  });

  it('only what the server refused or did not answer is warned of, without address or content', async () => {
    await service.end();
    await smtp.close();
    await service.start();
    await signUp(nextEmail());
    const giveUpAt = Date.now() + 10_000;
    while (service.warnings().length === 0 && Date.now() < giveUpAt) await pause(50);
    const warnings = service.warnings();
    assert.deepEqual([...new Set(warnings.map(({ msg }) => msg))], ['a mail was not taken']);
    assert.doesNotMatch(JSON.stringify(warnings), /example\.org|token=/);
  });

  const receivedBy = (email: string) => smtp.received.filter(({ recipients }) => recipients.includes(email));

  function signUp(email: string, client = createHttpClient(service)): Promise<ApiAnswer> {
    const person = { email, password: 'a long enough phrase', firstName: 'Robin', lastName: 'Example' };
    return client.json('POST', '/sign-up', person);
  }
});
