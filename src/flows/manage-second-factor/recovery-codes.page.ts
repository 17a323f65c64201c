import { button, copyButton, notice, scriptButton, taskCard } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { wordsOf } from '#web/language.ts';
import { layout, type PageContext } from '#web/layout.ts';
import { de } from './manage-second-factor.words.de.ts';
import { en } from './manage-second-factor.words.en.ts';

/** Shown once. The tick is the browser's own `required`, so it holds without a script too. */
export function recoveryCodesPage(context: PageContext, { codes }: { codes: readonly string[] }): Html {
  const { recoveryCodes: say } = wordsOf(context, { en, de });
  const main = taskCard({
    title: say.title,
    lead: say.lead,
    body: html`
      ${notice('warning', say.saveThem)}
      <ul id="recovery-codes" class="recovery-codes">${codes.map((code) => html`<li>${code}</li>`)}</ul>
      <div class="flex flex-wrap gap-2 print:hidden">
        ${copyButton(say.copy, codes.join('\n'), say.theCodes)}
        ${scriptButton(say.download, { name: 'data-download', value: '#recovery-codes' })}
        ${scriptButton(say.print, { name: 'data-print', value: '' })}
      </div>
      <form method="get" action="/dashboard" class="space-y-4 border-t border-line pt-5 print:hidden">
        <label class="flex items-center gap-2.5 text-sm">
          <input type="checkbox" required class="size-4.5 shrink-0 accent-brand"> ${say.saved}
        </label>
        ${button(say.goOn)}
      </form>`,
  });
  return layout(context, { title: say.title, main, isShownOnce: true });
}
