import { card, eventList, linkButton, pageHeading } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import type { EventView } from '#web/views.ts';
import { de } from './show-activity.words.de.ts';
import { en } from './show-activity.words.en.ts';

type ActivityPageProps = {
  events: readonly EventView[];
  nextCursor: string | undefined;
  /** The page with the newest: nothing leads back from it. */
  isFirst: boolean;
};

export function activityPage(context: PageContext, { events, nextCursor, isFirst }: ActivityPageProps): Html {
  const say = wordsOf(context, { en, de });
  const older = nextCursor && `/account/activity?cursor=${encodeURIComponent(nextCursor)}`;
  const main = html`
    ${pageHeading(say.title, say.lead)}
    <div class="space-y-5">
      ${card({ id: 'events', title: say.events, body: eventList(context, events) })}
      <div class="flex flex-wrap gap-3">
        ${!isFirst && linkButton(say.newest, '/account/activity', { look: 'quiet' })}
        ${older && linkButton(say.older, older, { look: 'quiet' })}
      </div>
    </div>`;
  return layout(context, { title: say.title, main, wide: true });
}
