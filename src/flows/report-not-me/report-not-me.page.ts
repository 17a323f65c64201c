import { button, hiddenField, linkButton, taskCard, textLink } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './report-not-me.words.de.ts';
import { en } from './report-not-me.words.en.ts';

/** A button rather than the link itself: mail scanners open links. Says nothing about whose account it is. */
export function notMePage(context: PageContext, { token }: { token: string }): Html {
  const say = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title,
    lead: say.lead,
    body: html`
      <ul class="list-disc space-y-1.5 ps-5 text-sm">${say.consequences.map((words) => html`<li>${words}</li>`)}</ul>
      <form method="post" action="/not-me">
        ${hiddenField('token', token)}
        ${button(say.submit, { look: 'danger', isFullWidth: true })}
      </form>`,
    foot: say.itWasYou,
  });
  return layout(context, { title: say.title, main });
}

/** Holds nothing about the account: anybody can open it. */
export function accountShutPage(context: PageContext): Html {
  const { shut: say } = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title,
    lead: say.lead,
    body: html`
      ${context.mailboxUrl && linkButton(say.openMailbox, context.mailboxUrl)}
      <p class="text-sm text-muted">${say.secondFactor}</p>`,
    foot: html`${say.noEmail} ${textLink(say.sendLink, '/forgot-password')}`,
  });
  return layout(context, { title: say.title, main });
}
