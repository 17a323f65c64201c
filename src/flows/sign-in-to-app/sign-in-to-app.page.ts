import { linkButton, taskCard, textLink } from '#web/components/components.ts';
import type { Html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './sign-in-to-app.words.de.ts';
import { en } from './sign-in-to-app.words.en.ts';

type AppPageProps = {
  host: string;
  /** Onward, or back for another try. */
  href: string;
};

/** Seen for a moment: browsers go on by themselves. */
export function goingOnPage(context: PageContext, { host, href }: AppPageProps): Html {
  const { goingOn: say } = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title(host),
    lead: say.lead,
    body: linkButton(say.goOn, href, { isFullWidth: true }),
  });
  return layout(context, { title: say.title(host), main });
}

export function notLetInPage(context: PageContext, { host, href }: AppPageProps): Html {
  const { notLetIn: say } = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.heading(host),
    lead: say.lead,
    body: linkButton(say.again, href, { isFullWidth: true }),
    foot: textLink(say.overview, '/'),
  });
  return layout(context, { title: say.title, main });
}
