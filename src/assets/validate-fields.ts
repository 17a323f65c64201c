import { say } from './script-words.ts';

type Field = HTMLInputElement | HTMLSelectElement;

/**
 * Says what is wrong with a field when a person leaves it, never while it is typed for the first time; once said, it goes
 * as soon as it is mended. The words are the service's own, which judges again.
 */
export function validateFields(page: Document): void {
  const typedIn = new WeakSet<EventTarget>();
  page.addEventListener('input', ({ target }) => {
    if (!isField(target)) return;
    typedIn.add(target);
    if (target.ariaInvalid === 'true' && !mistakeOf(target)) clear(page, target);
  });
  page.addEventListener('focusout', ({ target }) => {
    if (!isField(target) || !typedIn.has(target)) return;
    const mistake = mistakeOf(target);
    if (mistake) show(page, target, mistake);
  });
}

/** Of forms that send something; a code of six digits is judged whole. */
function isField(target: EventTarget | null): target is Field {
  const isControl = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  return isControl && target.form?.method === 'post' && !('sixDigits' in target.dataset);
}

function mistakeOf(field: Field): string | undefined {
  const { validity, type } = field;
  // What a date field calls bad it reports as missing too.
  if (validity.badInput && type === 'date') return say.mistakes.date_invalid;
  if (validity.valueMissing) return say.mistakes.required;
  if (validity.typeMismatch && type === 'email') return say.mistakes.email_invalid;
  const isNoDate = validity.rangeUnderflow || validity.rangeOverflow;
  return isNoDate ? say.mistakes.date_invalid : undefined;
}

function show(page: Document, field: Field, words: string): void {
  const id = `${field.id}-error`;
  const message = page.getElementById(id) ?? addMessage(page, field, id);
  message.textContent = words;
  field.ariaInvalid = 'true';
  describe(field, [...descriptions(field).filter((other) => other !== id), id]);
}

function clear(page: Document, field: Field): void {
  const id = `${field.id}-error`;
  page.getElementById(id)?.remove();
  field.removeAttribute('aria-invalid');
  describe(
    field,
    descriptions(field).filter((other) => other !== id),
  );
}

function addMessage(page: Document, field: Field, id: string): HTMLElement {
  const message = page.createElement('p');
  message.id = id;
  message.className = 'field-error';
  (field.closest('[data-field]') ?? field.parentElement)?.append(message);
  return message;
}

const descriptions = (field: Field): string[] =>
  (field.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean);

function describe(field: Field, ids: readonly string[]): void {
  if (ids.length > 0) field.setAttribute('aria-describedby', ids.join(' '));
  else field.removeAttribute('aria-describedby');
}
