import { fieldWords } from '#web/field-words.ts';
import type { FormState } from '#web/form-state.ts';
import { type Child, type Html, html } from '#web/html.ts';
import type { Reader } from '#web/language.ts';
import { componentWords } from './component-words.ts';
import { type IconName, icon } from './icons.ts';

export type Tone = 'hint' | 'success' | 'warning' | 'problem';

const tones: Record<Tone, { icon: IconName; look: string }> = {
  hint: { icon: 'hint', look: 'border-line bg-canvas text-ink' },
  success: { icon: 'success', look: 'border-success/30 bg-success-soft text-success' },
  warning: { icon: 'warning', look: 'border-warning/30 bg-warning-soft text-warning' },
  problem: { icon: 'problem', look: 'border-danger/30 bg-danger-soft text-danger' },
};

export function notice(tone: Tone, body: Child): Html {
  return html`<div role="status" class="message ${tones[tone].look}">
    ${icon(tones[tone].icon)}<div class="min-w-0 grow">${body}</div>
  </div>`;
}

/**
 * Lists what is wrong, each line leading to its field. It takes the focus, by `autofocus` without a script and by
 * the script where a browser ignores that; a page that focuses a field instead passes `takesFocus: false`.
 */
export function errorSummary(
  reader: Reader,
  form: FormState,
  { takesFocus = true, more }: { takesFocus?: boolean | undefined; more?: Html | undefined } = {},
): Html | undefined {
  const { alert, errors, retryAfterSeconds } = form;
  if (!alert && errors.length === 0 && retryAfterSeconds === undefined) return undefined;
  const say = componentWords(reader);
  const fallback = retryAfterSeconds === undefined ? say.pleaseCheck : say.triedTooOften;
  return html`<div id="form-problem" role="alert" tabindex="-1" ${takesFocus && html`autofocus data-takes-focus`}
    class="message ${tones.problem.look}">
    ${icon('problem')}
    <div class="min-w-0 grow">
      <p class="font-medium">${alert ?? fallback}</p>
      ${retryAfterSeconds !== undefined && html`<p class="mt-1">${countdown(reader, retryAfterSeconds)}</p>`}
      ${more}
      ${
        errors.length > 0 &&
        html`<ul class="mt-1 space-y-0.5">${errors.map(
          ({ field, code }) =>
            html`<li><a class="underline underline-offset-2" href="#${field}">${fieldWords(reader, code)}</a></li>`,
        )}</ul>`
      }
    </div>
  </div>`;
}

/** Counts down where there is a script and is a plain sentence where there is none. */
function countdown(reader: Reader, seconds: number): Html {
  const say = componentWords(reader);
  return html`<span data-countdown="${seconds}"><span data-countdown-words>${say.tryAgainIn}
    <strong class="tabular-nums" data-countdown-seconds>${seconds}</strong>&nbsp;${say.seconds(seconds)}.</span>
    <span class="sr-only" role="status" aria-live="polite" data-countdown-spoken></span></span>`;
}

export function badge(tone: 'success' | 'hint' | 'warning', words: string): Html {
  return html`<span class="badge ${tones[tone].look}">${words}</span>`;
}

type MessageCardProps = { tone: Tone; title: string; words: string; wayOn?: Child };

/** A message that deserves a card of its own, with what to do about it. */
export function messageCard({ tone, title, words, wayOn }: MessageCardProps): Html {
  return html`<section aria-labelledby="next-step" class="card flex flex-wrap items-center gap-x-6 gap-y-4 p-5 sm:p-6">
    <div class="flex min-w-0 grow basis-72 gap-3.5">
      <span class="message-mark ${tones[tone].look}">${icon(tones[tone].icon)}</span>
      <div class="min-w-0">
        <h2 id="next-step" class="font-semibold tracking-tight">${title}</h2>
        <p class="mt-0.5 text-sm text-muted">${words}</p>
      </div>
    </div>
    ${wayOn}
  </section>`;
}
