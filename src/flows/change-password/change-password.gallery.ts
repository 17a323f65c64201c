import { emptyForm, type FormState } from '#web/form-state.ts';
import { type GalleryPage, mistaken, PASSWORD_MIN_LENGTH, throttled } from '#web/gallery.ts';
import { changePasswordPage } from './change-password.page.ts';

const state = (name: string, form: FormState, isSaved = false): GalleryPage => ({
  name: `password${name}`,
  at: '/account/password',
  show: (context) => changePasswordPage(context, { form, isSaved, passwordMinLength: PASSWORD_MIN_LENGTH }),
});

export const changePasswordGallery: readonly GalleryPage[] = [
  state('', emptyForm),
  state('-mistaken', mistaken({ currentPassword: 'password_wrong', newPassword: 'password_too_common' })),
  state('-throttled', throttled),
  state('-saved', emptyForm, true),
];
