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

export interface SmtpMailerOptions {
  url: string;
  from: string;
  /** Stands behind the @ of each Message-ID. */
  messageIdHost: string;
  /** Goes along with each mail whose HTML shows `cid:` and this name, so that nothing is loaded from anywhere. */
  inlineImage?: { name: string; type: string; bytes: Uint8Array } | undefined;
}

/** Sends through SMTP, with bounded waits. */
export function createSmtpMailer(options: SmtpMailerOptions): Mailer {
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
        attachments: attachmentsOf(content, options),
        to: { name: '', address: to },
        messageId: `<${id}@${options.messageIdHost}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    close: () => transport.close(),
  };
}

function attachmentsOf({ html }: MailContent, { inlineImage }: SmtpMailerOptions) {
  if (!inlineImage || !html.includes(`cid:${inlineImage.name}`)) return [];
  const { name, type, bytes } = inlineImage;
  return [
    {
      cid: name,
      filename: name,
      contentType: type,
      content: Buffer.from(bytes),
      contentDisposition: 'inline' as const,
    },
  ];
}
