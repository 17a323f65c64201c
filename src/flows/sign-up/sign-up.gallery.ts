import { listCountries } from '#web/countries.ts';
import { emptyForm, type FormState } from '#web/form-state.ts';
import {
  filledWith,
  type GalleryPage,
  mistaken,
  openGuard,
  PASSWORD_MIN_LENGTH,
  ROBIN,
  throttled,
} from '#web/gallery.ts';
import { checkInboxPage, signUpPage } from './sign-up.page.ts';

const state = (name: string, form: FormState): GalleryPage => ({
  name: `sign-up${name}`,
  at: '/sign-up',
  show: (context) =>
    signUpPage(context, {
      form,
      guard: openGuard,
      countries: listCountries(context),
      passwordMinLength: PASSWORD_MIN_LENGTH,
    }),
});

const values = { ...ROBIN, country: 'DE', dateOfBirth: '1990-05-17', enableSecondFactor: 'true' };

export const signUpGallery: readonly GalleryPage[] = [
  state('', emptyForm),
  state('-filled', filledWith(values)),
  state(
    '-mistaken',
    mistaken(
      {
        firstName: 'required',
        lastName: 'name_invalid',
        email: 'email_invalid',
        password: 'password_contains_own_words',
        country: 'country_unknown',
        dateOfBirth: 'date_invalid',
      },
      { email: 'robin@' },
    ),
  ),
  state('-throttled', { ...throttled, values }),
  {
    name: 'check-inbox',
    at: '/sign-up/check-inbox',
    show: (context) => checkInboxPage({ ...context, mailboxUrl: undefined }, { resent: false }),
  },
  {
    name: 'check-inbox-resent',
    at: '/sign-up/check-inbox',
    show: (context) => checkInboxPage(context, { resent: true }),
  },
];
