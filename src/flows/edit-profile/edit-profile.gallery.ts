import { listCountries } from '#web/countries.ts';
import type { FormState } from '#web/form-state.ts';
import { filledWith, type GalleryPage, mistaken, ROBIN } from '#web/gallery.ts';
import { profilePage } from './edit-profile.page.ts';

const state = (name: string, form: FormState, isSaved = false): GalleryPage => ({
  name: `profile${name}`,
  at: '/account/profile',
  show: (context) =>
    profilePage(context, { form, isSaved, email: ROBIN.email, countries: listCountries(context) }),
});

export const editProfileGallery: readonly GalleryPage[] = [
  state('', filledWith({ ...ROBIN, country: 'DE' })),
  state(
    '-mistaken',
    mistaken({ firstName: 'required', dateOfBirth: 'date_invalid' }, { lastName: 'Example' }),
  ),
  state('-saved', filledWith({ ...ROBIN, dateOfBirth: '1990-05-17' }), true),
];
