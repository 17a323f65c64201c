import type { Client } from '#domain/client.ts';
import { describeDevice } from '#domain/client.ts';
import type { MailContent } from '#platform/mailer.ts';
import { mailLayout } from './mail-layout.ts';

/** Makes mails in one look, with links that come from the configuration and never from a request. */
export interface Mails {
  compose(mail: MailWords): MailContent;
  /** A notice about something that happened, with when and where and what to do if it was somebody else. */
  notice(mail: NoticeWords, at: Date, client: Client): MailContent;
}

export interface MailWords {
  subject: string;
  paragraphs: readonly string[];
  action?: { label: string; path: string };
  /** Why this mail came. */
  footer: string;
}

export interface NoticeWords {
  subject: string;
  paragraph: string;
}

export function createMails({ brandName, publicUrl }: { brandName: string; publicUrl: string }): Mails {
  const compose = ({ subject, paragraphs, action, footer }: MailWords): MailContent => ({
    subject,
    ...mailLayout({
      brandName,
      title: subject,
      paragraphs,
      ...(action && { action: { label: action.label, url: `${publicUrl}${action.path}` } }),
      footer,
    }),
  });

  return {
    compose,
    notice({ subject, paragraph }, at, client) {
      const where = `When: ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC. From: ${describeDevice(client.userAgent)}, address ${client.ip}.`;
      return compose({
        subject,
        paragraphs: [
          paragraph,
          where,
          'If this was you, there is nothing to do. If not, choose a new password now.',
        ],
        action: { label: 'Choose a new password', path: '/forgot-password' },
        footer: 'This notice keeps you informed about the security of your account.',
      });
    },
  };
}
