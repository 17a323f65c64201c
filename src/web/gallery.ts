import type { FieldCode } from './field-words.ts';
import type { FormGuard } from './form-guards.ts';
import { emptyForm, type FormState } from './form-state.ts';
import type { Html } from './html.ts';
import type { PageContext } from './layout.ts';

/** One page in one state, shown at `/dev/gallery` and looked at by tests and screenshots. */
export interface GalleryPage {
  name: string;
  /** Where somebody meets it, which the navigation shows; somebody signed in where it stands below `/account`. */
  at: string;
  show(context: PageContext): Html | Promise<Html>;
}

/** Everybody on these pages; nobody has the address. */
export const ROBIN = { firstName: 'Robin', lastName: 'Example', email: 'robin@example.org' };

export const PASSWORD_MIN_LENGTH = 8;

/** Sealed by nobody: what is sent from these pages comes back as a form opened too long ago. */
export const openGuard: FormGuard = { openedAt: 'gallery' };

export const filledWith = (values: Record<string, string>): FormState => ({ values, errors: [] });

/** Errors by field. */
export function mistaken(errors: Record<string, FieldCode>, values: Record<string, string> = {}): FormState {
  return { values, errors: Object.entries(errors).map(([field, code]) => ({ field, code })) };
}

export const throttled: FormState = { ...emptyForm, retryAfterSeconds: 27 };

const NOON = Date.UTC(2030, 0, 15, 12);

/** A time on the day of the gallery, or days before it. */
export const daysAgo = (days: number, minutes = 0): Date =>
  new Date(NOON - (days * 1_440 + minutes) * 60_000);
