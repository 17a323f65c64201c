import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { domainToUnicode } from 'node:url';
import { SMTPServer } from 'smtp-server';
import { parseEmailAddress } from '#domain/email-address.ts';
import { createSmtpMailer, type Mailer } from './mailer.ts';

interface Received {
  from: string;
  to: string[];
  source: string;
}

describe('mail over SMTP', () => {
  const received: Received[] = [];
  let server: SMTPServer;
  let mailer: Mailer;
  const picture = { name: 'sign.png', type: 'image/png', bytes: Buffer.from('the picture') };
  before(async () => {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, { envelope }, done) {
        let source = '';
        stream.on('data', (chunk) => {
          source += chunk;
        });
        stream.on('end', () => {
          const to = envelope.rcptTo.map(({ address }) => address);
          received.push({ from: envelope.mailFrom ? envelope.mailFrom.address : '', to, source });
          done();
        });
      },
    });
    server.on('error', () => {});
    const listening = server.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const address = listening.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    mailer = createSmtpMailer({
      url: `smtp://127.0.0.1:${port}`,
      from: 'Latchkey <no-reply@example.org>',
      messageIdHost: 'login.example.org',
      inlineImage: picture,
    });
  });
  after(async () => {
    mailer.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  const send = async (to: string): Promise<Received> => {
    await mailer.send({ id: 'id-1', to, subject: 'Subject', text: 'Text', html: '<p>Html</p>' });
    return received.at(-1) as Received;
  };

  it('goes to one recipient, with a stable Message-ID, as text and HTML', async () => {
    const { from, to, source } = await send('robin@example.org');
    assert.equal(from, 'no-reply@example.org');
    assert.deepEqual(to, ['robin@example.org']);
    assert.match(source, /^Message-ID: <id-1@login\.example\.org>\r$/im);
    assert.match(source, /^Auto-Submitted: auto-generated\r$/im);
    assert.match(source, /^Content-Type: multipart\/alternative/im);
  });

  it('brings the picture that its HTML shows, and no other mail does', async () => {
    assert.doesNotMatch((await send('robin@example.org')).source, /image\/png/);
    const html = '<img src="cid:sign.png" alt="">';
    await mailer.send({ id: 'id-2', to: 'robin@example.org', subject: 's', text: 't', html });
    const { source } = received.at(-1) as Received;
    assert.match(source, /^Content-Type: image\/png/im);
    assert.match(source, /^Content-ID: <sign\.png>/im);
    assert.ok(source.includes(picture.bytes.toString('base64')));
  });

  it('goes to the very domain by which addresses are compared, however it was typed', async () => {
    const typed = [
      'robin@bücher.example',
      'robin@BÜCHER.example',
      'robin@bu\u0308cher.example',
      'robin@ｅｘａｍｐｌｅ.org',
      'robin@straße.example',
      'Robin+tag@Example.org',
      "o'neil%x!y@example.org",
    ];
    for (const address of typed) {
      const { to } = await send(address);
      assert.equal(to.length, 1, address);
      const [localPart, domain = ''] = (parseEmailAddress(address)?.canonical ?? '').split('@');
      // The server below shows an encoded domain decoded.
      assert.equal(to[0]?.toLowerCase(), `${localPart}@${domainToUnicode(domain)}`, address);
    }
  });

  it('keeps the local part as it was typed', async () => {
    assert.deepEqual((await send('Robin.Tag@example.org')).to, ['Robin.Tag@example.org']);
  });

  it('throws when the server does not take it, so that it is tried again', async () => {
    const nobody = createSmtpMailer({ url: 'smtp://127.0.0.1:1', from: 'a@example.org', messageIdHost: 'x' });
    await assert.rejects(
      nobody.send({ id: '1', to: 'robin@example.org', subject: 's', text: 't', html: 'h' }),
    );
    nobody.close();
  });
});
