import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

/** A real mail server, which can be told to refuse or to be slow. */
export interface TestSmtpServer {
  url: string;
  received: ReceivedMessage[];
  /** Message-IDs of what was refused. */
  refused: string[];
  /** Answers the next so many messages with "try again later". */
  refuse(count: number): void;
  /** Takes so long over each message. */
  delay: number;
  /** Resolves to the messages for an address once there are so many. */
  waitFor(recipient: string, count?: number): Promise<ReceivedMessage[]>;
  close(): Promise<void>;
}

export interface ReceivedMessage {
  from: string;
  /** Of the envelope: who really gets it. */
  recipients: string[];
  messageId: string;
  /** Headers and body as they came. */
  source: string;
}

export async function startSmtpServer(port = 0): Promise<TestSmtpServer> {
  let refusals = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    closeTimeout: 500,
    async onData(stream, session, done) {
      const source = await text(stream);
      const { mailFrom, rcptTo } = session.envelope;
      const messageId = /^Message-ID: (.+)$/im.exec(source)?.[1]?.trim() ?? '';
      await pause(smtp.delay, undefined, { ref: false });
      if (refusals > 0) {
        refusals -= 1;
        smtp.refused.push(messageId);
        done(Object.assign(new Error('busy, try again later'), { responseCode: 451 }));
        return;
      }
      const from = mailFrom ? mailFrom.address : '';
      smtp.received.push({ from, recipients: rcptTo.map(({ address }) => address), messageId, source });
      done();
    },
  });
  server.on('error', () => {});
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const address = server.server.address();
  const taken = typeof address === 'object' && address ? address.port : 0;

  const smtp: TestSmtpServer = {
    url: `smtp://127.0.0.1:${taken}`,
    received: [],
    refused: [],
    delay: 0,
    refuse(count) {
      refusals = count;
    },
    async waitFor(recipient, count = 1) {
      const deadline = Date.now() + 20_000;
      while (Date.now() < deadline) {
        const found = smtp.received.filter(({ recipients }) => recipients.includes(recipient));
        if (found.length >= count) return found;
        await pause(50);
      }
      throw new Error(`no ${count} mails came to ${recipient}`);
    },
    close: () => new Promise<void>((done) => server.close(done)),
  };
  return smtp;
}
