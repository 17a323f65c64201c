import { fieldError } from './form.ts';
import type { FormState } from './form-state.ts';

/** A page that asks for a code again speaks of the kind that was typed, and opens the part it was typed in. */
export function rejectedCode(code: string): FormState {
  const isSixDigits = /^\d{6}$/.test(code);
  const error = fieldError('code', isSixDigits ? 'code_rejected' : 'recovery_code_rejected');
  return { values: { code }, errors: [error] };
}
