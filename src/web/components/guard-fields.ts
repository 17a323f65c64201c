import type { FormGuard } from '#web/form-guards.ts';
import { type Html, html } from '#web/html.ts';
import type { Reader } from '#web/language.ts';
import { STAMP_FIELD, TRAP_FIELD } from '#web/signs.ts';
import { componentWords } from './component-words.ts';
import { hiddenField } from './fields.ts';

/**
 * What robots meet and people do not: out of sight, out of the tab order, out of the accessibility tree, without a
 * purpose that autofill knows. Whoever sees it all the same reads that it stays empty.
 */
export function guardFields(reader: Reader, { openedAt, proof }: FormGuard): Html {
  return html`<div class="sr-only" aria-hidden="true">
      <label for="${TRAP_FIELD}">${componentWords(reader).leaveEmpty}</label>
      <input type="text" id="${TRAP_FIELD}" name="${TRAP_FIELD}" value="" tabindex="-1" autocomplete="off"
        data-1p-ignore data-lpignore="true" data-bwignore>
    </div>
    ${hiddenField(STAMP_FIELD, openedAt)}
    ${proof && proofField(reader, proof)}`;
}

/** The words are for a browser that computes nothing; the script takes them away, and puts them back if it fails. */
function proofField(reader: Reader, { unsolved, waitSeconds }: NonNullable<FormGuard['proof']>): Html {
  return html`<input type="hidden" name="proof" value="${unsolved}" data-proof-of-work>
    <p class="text-sm text-muted empty:absolute" role="status" data-proof-words>${componentWords(reader).waitForProof(waitSeconds)}</p>`;
}
