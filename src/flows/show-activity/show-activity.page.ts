import { card, eventList, linkButton, pageHeading } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { layout, type PageContext } from '#web/layout.ts';
import type { EventView } from '#web/views.ts';

type ActivityPageProps = { events: readonly EventView[]; nextCursor?: string | undefined };

export function activityPage(context: PageContext, { events, nextCursor }: ActivityPageProps): Html {
  const main = html`
    ${pageHeading('Activity', 'What happened to your account, newest first. If you do not recognise something, change your password.')}
    <div class="space-y-5">
      ${card({ id: 'events', title: 'Security events', body: eventList(events) })}
      ${nextCursor && linkButton('Older activity', `/account/activity?cursor=${encodeURIComponent(nextCursor)}`, { look: 'quiet' })}
    </div>`;
  return layout(context, { title: 'Activity', main, wide: true });
}
