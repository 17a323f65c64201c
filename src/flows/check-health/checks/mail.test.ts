import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { createArrivals } from '#platform/arrivals.ts';
import { tryMailServer } from '#platform/mail-server.ts';
import { portOf } from '#test/support/service.ts';
import { checkMail, type MailDeps } from './mail.ts';

const PUBLIC = 'https://login.example.org';

describe('mail', () => {
  const servers: SMTPServer[] = [];
  let mails = 0;
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise<void>((done) => server.close(done));
    assert.equal(mails, 0, 'no mail was sent');
  });

  const start = async (options: SMTPServerOptions) => {
    const server = new SMTPServer({
      logger: false,
      closeTimeout: 100,
      onMailFrom: (_address, _session, done) => {
        mails += 1;
        done();
      },
      onAuth: ({ username, password }, _session, done) =>
        username === 'latchkey' && password === 'right'
          ? done(null, { user: username })
          : done(new Error('no')),
      ...options,
    });
    server.on('error', () => {});
    servers.push(server);
    await once(server.listen(0, '0.0.0.0'), 'listening');
    return portOf(server.server);
  };
  const check = (url: string, changes: Partial<MailDeps> = {}) =>
    checkMail({
      publicUrl: PUBLIC,
      mailFrom: 'Example <no-reply@example.org>',
      tryMailServer: url ? () => tryMailServer(url) : undefined,
      arrivals: createArrivals(),
      ...changes,
    }).run();
  /** What a test server shows is signed by itself. */
  const TRUSTING = '?tls.rejectUnauthorized=false';
  const PLAIN: SMTPServerOptions = { disabledCommands: ['AUTH', 'STARTTLS'] };

  it('goes to a server on this machine, or encrypted to another: good', async () => {
    const near = await start(PLAIN);
    assert.deepEqual(await check(`smtp://127.0.0.1:${near}`), { state: 'ok', seen: 'the server takes us' });
    const encrypted = await start({ disabledCommands: ['AUTH'] });
    const found = await check(`smtp://0.0.0.0:${encrypted}${TRUSTING}`);
    assert.deepEqual(found, { state: 'ok', seen: 'the server takes us, encrypted' });
    const signedIn = await check(`smtp://latchkey:right@0.0.0.0:${await start({})}${TRUSTING}`);
    assert.deepEqual(signedIn, { state: 'ok', seen: 'the server takes us, encrypted, signed in' });
    const secure = await check(`smtps://latchkey:right@0.0.0.0:${await start({ secure: true })}${TRUSTING}`);
    assert.deepEqual(secure, { state: 'ok', seen: 'the server takes us, encrypted, signed in' });
  });

  it('goes readable to another machine: a warning; with a password: a fault', async () => {
    const plain = await check(`smtp://0.0.0.0:${await start(PLAIN)}`);
    assert.equal(plain.state, 'warning');
    assert.match(plain.seen, /^mail goes to the server readable/);
    const port = await start({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    const withPassword = await check(`smtp://latchkey:right@0.0.0.0:${port}`);
    assert.equal(withPassword.state, 'fault');
    assert.match(withPassword.seen, /^name, password and all mail go to the server readable/);
  });

  it('is taken by nobody: a fault that says why, and no password', async () => {
    const wrong = await check(`smtp://latchkey:hunter2@127.0.0.1:${await start({})}${TRUSTING}`);
    assert.equal(wrong.state, 'fault');
    assert.match(wrong.seen, /^the mail server does not take us \(EAUTH\)/);
    const distrusted = await check(`smtp://localhost:${await start({})}`);
    assert.equal(distrusted.state, 'fault');
    const free = createServer();
    await once(free.listen(0, '127.0.0.1'), 'listening');
    const port = portOf(free);
    free.close();
    const away = await check(`smtp://latchkey:hunter2@127.0.0.1:${port}`);
    assert.match(away.seen, /^the mail server does not take us \(\w+\): nobody can sign up/);
    assert.ok(!JSON.stringify([wrong, away]).includes('hunter2'));
  });

  it('is asked of a server that says nothing, and the answer comes all the same: a fault', async () => {
    const silent = createServer((socket) => socket.on('error', () => {}));
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const found = await check(`smtp://127.0.0.1:${portOf(silent)}`);
    assert.equal(found.state, 'fault');
    silent.close();
  });

  it('has a password that the server does not ask for: a warning', async () => {
    const found = await check(`smtp://latchkey:right@127.0.0.1:${await start(PLAIN)}`);
    assert.equal(found.state, 'warning');
    assert.match(found.seen, /^SMTP_URL has a name and password, and the server offers no way to sign in/);
  });

  it('comes from nowhere: a warning, unless nobody else is to get it', async () => {
    const url = `smtp://127.0.0.1:${await start(PLAIN)}`;
    const mailFrom = 'Latchkey <no-reply@localhost>';
    const found = await check(url, { mailFrom });
    assert.equal(found.state, 'warning');
    assert.match(found.seen, /^MAIL_FROM is Latchkey <no-reply@localhost>/);
    assert.equal((await check(url, { mailFrom, publicUrl: 'http://localhost:8080' })).state, 'ok');
  });

  it('stays in the local mailbox: good on one’s own machine, a warning where others come', async () => {
    const publicUrl = 'http://localhost:8080';
    assert.equal((await check('', { publicUrl })).state, 'ok');
    assert.equal((await check('')).state, 'warning');
    const arrivals = createArrivals();
    arrivals.note({ otherOrigin: PUBLIC });
    const found = await check('', { publicUrl, arrivals });
    assert.equal(found.state, 'warning');
    assert.match(found.seen, /while people open https:\/\/login\.example\.org: everybody's mail can be read/);
  });
});
