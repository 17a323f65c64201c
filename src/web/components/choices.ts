import type { FormState } from '#web/form-state.ts';
import { type Html, html } from '#web/html.ts';

type ChoiceProps = { form: FormState; name: string; label: string; hint?: string | undefined };

// A browser sends a ticked box and leaves out an empty one: a value that is there means yes.
function isTicked(form: FormState, name: string): boolean {
  return Boolean(form.values[name]);
}

export function checkbox({ form, name, label }: ChoiceProps): Html {
  return html`<label class="flex items-center gap-2.5 py-1 text-sm">
    <input type="checkbox" name="${name}" value="true" ${isTicked(form, name) && html`checked`}
      class="size-4.5 shrink-0 accent-brand">
    ${label}
  </label>`;
}

export function switchField({ form, name, label, hint }: ChoiceProps): Html {
  return html`<div class="flex items-start gap-3">
    <input type="checkbox" role="switch" id="${name}" name="${name}" value="true" class="switch"
      ${isTicked(form, name) && html`checked`} ${hint && html`aria-describedby="${name}-hint"`}>
    <div>
      <label for="${name}" class="text-sm font-medium">${label}</label>
      ${hint && html`<p id="${name}-hint" class="mt-0.5 text-sm text-muted">${hint}</p>`}
    </div>
  </div>`;
}

type SwitchFormProps = { label: string; state: string; isOn: boolean; action: string };

/** A switch that leads to the page where it is really thrown. */
export function switchForm({ label, state, isOn, action }: SwitchFormProps): Html {
  return html`<form method="get" action="${action}">
    <button type="submit" role="switch" aria-checked="${isOn ? 'true' : 'false'}" class="switch-button">
      <span class="switch-track" aria-hidden="true"></span>
      <span class="min-w-0 grow">${label}</span>
      <span class="text-muted" aria-hidden="true">${state}</span>
    </button>
  </form>`;
}
