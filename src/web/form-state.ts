import type { FieldCode } from './field-words.ts';

/** Its words depend on who reads them: English in the API, the reader's language on a page. */
export type FieldError = { field: string; code: FieldCode };

/** What a form shows: `alert` speaks of the whole form, `errors` of single fields. */
export type FormState = {
  values: Record<string, string>;
  errors: readonly FieldError[];
  alert?: string | undefined;
  retryAfterSeconds?: number | undefined;
};

export const emptyForm: FormState = { values: {}, errors: [] };

export function findFieldError(form: FormState, field: string): FieldError | undefined {
  return form.errors.find((error) => error.field === field);
}
