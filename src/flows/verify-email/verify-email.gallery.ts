import { emptyForm, type FormState } from '#web/form-state.ts';
import { type GalleryPage, mistaken, throttled } from '#web/gallery.ts';
import { verifyEmailPage } from './verify-email.page.ts';

const state = (name: string, needsPassword: boolean, form: FormState = emptyForm): GalleryPage => ({
  name: `verify-email${name}`,
  at: '/verify-email',
  show: (context) => verifyEmailPage(context, { token: 'none', needsPassword, form }),
});

export const verifyEmailGallery: readonly GalleryPage[] = [
  state('', false),
  state('-elsewhere', true),
  state('-elsewhere-mistaken', true, mistaken({ password: 'sign_up_password_wrong' })),
  state('-elsewhere-throttled', true, throttled),
];
