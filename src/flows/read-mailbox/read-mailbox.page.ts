import { descriptionRows, moment, pageHeading, textLink } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './read-mailbox.words.de.ts';
import { en } from './read-mailbox.words.en.ts';

type MailSummary = { id: string; to: string; subject: string; sentAt: Date };

export function mailboxPage(context: PageContext, { mails }: { mails: readonly MailSummary[] }): Html {
  const say = wordsOf(context, { en, de });
  const main = html`
    ${pageHeading(say.title, say.lead)}
    <div class="card">
      ${
        mails.length === 0
          ? html`<p class="p-6 text-sm text-muted">${say.empty}</p>`
          : html`<ul class="divide-y divide-line">${mails.map((mail) => mailRow(context, mail))}</ul>`
      }
    </div>`;
  return layout(context, { title: say.title, main, wide: true });
}

function mailRow(context: PageContext, { id, to, subject, sentAt }: MailSummary): Html {
  return html`<li class="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-5 py-3.5 text-sm">
    <div class="min-w-0">
      <p class="font-medium">${textLink(subject, `/dev/mailbox/${encodeURIComponent(id)}`)}</p>
      <p class="break-words text-muted">${wordsOf(context, { en, de }).to(to)}</p>
    </div>
    <span class="text-muted">${moment(context, sentAt)}</span>
  </li>`;
}

type MailPageProps = {
  mail: { to: string; subject: string; text: string; sentAt: Date };
  /** The links in the text, each made clickable where it stands. */
  links: readonly string[];
};

export function mailPage(context: PageContext, { mail, links }: MailPageProps): Html {
  const say = wordsOf(context, { en, de });
  const main = html`
    <p class="mb-4 text-sm">${textLink(say.allMail, '/dev/mailbox')}</p>
    ${pageHeading(mail.subject)}
    <div class="card p-5 sm:p-6">
      <div class="mb-4 border-b border-line pb-2 text-sm">
        ${descriptionRows([
          { term: say.recipient, description: mail.to },
          { term: say.sent, description: moment(context, mail.sentAt) },
        ])}
      </div>
      <pre class="whitespace-pre-wrap break-words font-sans text-sm">${withLinks(mail.text, links)}</pre>
    </div>`;
  return layout(context, { title: mail.subject, main, wide: true });
}

// Only web addresses become links; anything else, such as javascript:, stays text.
function withLinks(text: string, links: readonly string[]): Html[] {
  const [link, ...others] = links.filter((candidate) => /^https?:\/\//.test(candidate));
  if (!link) return [html`${text}`];
  return text.split(link).flatMap((part, index) => {
    const before = withLinks(part, others);
    return index === 0 ? before : [html`<a class="link break-all" href="${link}">${link}</a>`, ...before];
  });
}
