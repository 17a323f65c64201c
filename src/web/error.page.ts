import { linkButton, taskCard } from '#web/components/components.ts';
import { de } from '#web/error.words.de.ts';
import { en } from '#web/error.words.en.ts';
import type { ErrorCode } from '#web/errors.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';

type ErrorPageProps = {
  code: ErrorCode;
  status: number;
  requestId: string;
  /** Says more than the code does. */
  lead?: string | undefined;
};

/** What passes: the same address may do in a moment. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'rate_limited',
  'overloaded',
  'unavailable',
  'internal_error',
]);

export function errorPage(context: PageContext, { code, status, requestId, lead }: ErrorPageProps): Html {
  const say = wordsOf(context, { en, de });
  const { title, lead: usual } = say.of[code];
  const main = taskCard({
    title,
    lead: lead ?? usual,
    body: PASSING.has(code)
      ? linkButton(say.tryAgain, context.here, { isFullWidth: true })
      : linkButton(say.startPage, '/', { isFullWidth: true }),
    foot: html`${say.error(status)}\u00a0· <span class="inline-block break-all">${say.request(requestId)}</span>`,
  });
  return layout(context, { title, main });
}
