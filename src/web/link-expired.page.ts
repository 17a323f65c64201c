import { linkButton, taskCard, textLink } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './link-expired.words.de.ts';
import { en } from './link-expired.words.en.ts';

/** By what the link was for: the way on, and the other way. */
const WAYS = {
  verification: ['/sign-in', '/sign-up'],
  reset: ['/forgot-password', '/sign-in'],
  not_me: ['/forgot-password', '/sign-in'],
} as const;

export function linkExpiredPage(context: PageContext, { what }: { what: keyof typeof WAYS }): Html {
  const { title, ...of } = wordsOf(context, { en, de });
  const say = of[what];
  const [on, other] = WAYS[what];
  const main = taskCard({
    title,
    lead: say.lead,
    body: linkButton(say.wayOn, on),
    foot: html`${say.question} ${textLink(say.otherWay, other)}`,
  });
  return layout(context, { title, main });
}
