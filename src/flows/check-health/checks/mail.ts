import type { Arrivals } from '#platform/arrivals.ts';
import { isLoopback } from '#platform/loopback.ts';
import type { MailServerFacts } from '#platform/mail-server.ts';
import { reasonOf } from '#platform/reason.ts';
import { type Check, type Finding, fault, ok, together, warning } from '../finding.ts';

export interface MailDeps {
  publicUrl: string;
  mailFrom: string;
  /** Connects and says hello, no more; `undefined`: mail stays in the local mailbox. */
  tryMailServer: (() => Promise<MailServerFacts>) | undefined;
  arrivals: Pick<Arrivals, 'soFar'>;
}

export function checkMail({ publicUrl, mailFrom, tryMailServer, arrivals }: MailDeps): Check {
  const isPublic = publicUrl.startsWith('https:') || !isLoopback(new URL(publicUrl).hostname);

  return {
    name: 'mail',
    async run() {
      if (!tryMailServer) return judgeLocal(isPublic, arrivals);
      try {
        const findings = judge(await tryMailServer());
        return together([...findings, ...(isPublic ? judgeSender(mailFrom) : [])]);
      } catch (error) {
        return fault(
          `the mail server does not take us (${reasonOf(error)}): nobody can sign up or reset a password`,
          'Check SMTP_URL: host, port, smtp:// or smtps://, name and password, certificate.',
        );
      }
    },
  };
}

/** On a developer's own machine that is right; whoever opens the service from elsewhere could read everybody's mail. */
function judgeLocal(isPublic: boolean, arrivals: Pick<Arrivals, 'soFar'>): Finding {
  const [other] = arrivals.soFar().otherOrigins.keys();
  if (!isPublic && other === undefined) return ok('in the local mailbox, at /dev/mailbox');
  return warning(
    `in the local mailbox, while people open ${other ?? 'a public origin'}: everybody's mail can be read at /dev/mailbox`,
    'Set SMTP_URL, and PUBLIC_URL to what people open.',
  );
}

function judge({ host, isEncrypted, isSignedIn }: MailServerFacts): Finding[] {
  const isNear = isLoopback(host) || host === '::1';
  const findings = [
    ok(`the server takes us${isEncrypted ? ', encrypted' : ''}${isSignedIn ? ', signed in' : ''}`),
  ];
  if (isSignedIn === false) {
    findings.push(
      warning(
        'SMTP_URL has a name and password, and the server offers no way to sign in',
        'Is it the port for sending (587 or 465)?',
      ),
    );
  }
  if (!isEncrypted && !isNear) {
    const advice = 'Use a server that offers STARTTLS, or smtps://.';
    findings.push(
      isSignedIn
        ? fault('name, password and all mail go to the server readable', advice)
        : warning('mail goes to the server readable, links to reset passwords included', advice),
    );
  }
  return findings;
}

function judgeSender(mailFrom: string): Finding[] {
  if (!/@localhost>?$/.test(mailFrom.trim())) return [];
  return [
    warning(
      `MAIL_FROM is ${mailFrom}: other servers refuse such a sender`,
      'Set MAIL_FROM to an address of your domain.',
    ),
  ];
}
