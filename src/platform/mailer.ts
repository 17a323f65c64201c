import { createTransport } from 'nodemailer';
import { seconds } from './duration.ts';

export interface MailContent {
  subject: string;
  text: string;
  html: string;
}

export interface OutgoingMail extends MailContent {
  /** Stable over attempts, so that a mailbox can recognise a second copy. */
  id: string;
  to: string;
}

export interface Mailer {
  /** Resolves once the server took the mail; throws when it did not, and then it may be tried again. */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

/** Sends through SMTP, with bounded waits. `messageIdHost` stands behind the @ of each Message-ID. */
export function createSmtpMailer(options: { url: string; from: string; messageIdHost: string }): Mailer {
  const transport = createTransport(
    // A silent server must not outlast the queue's claim on a mail: another process would send it again.
    {
      url: options.url,
      connectionTimeout: seconds(10),
      greetingTimeout: seconds(10),
      socketTimeout: seconds(30),
    },
    { from: options.from, disableFileAccess: true, disableUrlAccess: true },
  );
  return {
    async send({ id, to, ...content }) {
      // One plain address, never a list: the envelope says exactly who gets it.
      await transport.sendMail({
        ...content,
        to: { name: '', address: to },
        messageId: `<${id}@${options.messageIdHost}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    close: () => transport.close(),
  };
}
