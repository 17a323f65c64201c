import { button, copyButton, notice, scriptButton, taskCard } from '#web/components/components.ts';
import { type Html, html } from '#web/html.ts';
import { layout, type PageContext } from '#web/layout.ts';

/** Shown once. The tick is the browser's own `required`, so it holds without a script too. */
export function recoveryCodesPage(context: PageContext, { codes }: { codes: readonly string[] }): Html {
  const main = taskCard({
    title: 'Your recovery codes',
    lead: 'Each lets you in once when your authenticator app is out of reach. We show them only now.',
    body: html`
      ${notice('warning', 'Save them before you go on: in a password manager, or printed and put away.')}
      <ul id="recovery-codes" class="recovery-codes">${codes.map((code) => html`<li>${code}</li>`)}</ul>
      <div class="flex flex-wrap gap-2 print:hidden">
        ${copyButton('Copy', codes.join('\n'), 'the recovery codes')}
        ${scriptButton('Download', { name: 'data-download', value: '#recovery-codes' })}
        ${scriptButton('Print', { name: 'data-print', value: '' })}
      </div>
      <form method="get" action="/dashboard" class="space-y-4 border-t border-line pt-5 print:hidden">
        <label class="flex items-center gap-2.5 text-sm">
          <input type="checkbox" required class="size-4.5 shrink-0 accent-brand"> I have saved them
        </label>
        ${button('Go on to the overview')}
      </form>`,
  });
  return layout(context, { title: 'Your recovery codes', main });
}
