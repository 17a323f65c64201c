import { emptyForm, type FormState } from '#web/form-state.ts';
import { type GalleryPage, mistaken, throttled } from '#web/gallery.ts';
import { rejectedCode } from '#web/rejected-code.ts';
import { confirmIdentityPage } from './confirm-identity.page.ts';

const state = (name: string, method: 'password' | 'code', form: FormState): GalleryPage => ({
  name: `confirm-identity-${name}`,
  at: '/confirm-identity',
  show: (context) =>
    confirmIdentityPage(context, {
      form,
      method,
      returnTo: '/account/second-factor',
      action: 'changeSecondFactor',
    }),
});

export const confirmIdentityGallery: readonly GalleryPage[] = [
  state('by-password', 'password', emptyForm),
  state('by-password-mistaken', 'password', mistaken({ password: 'password_wrong' })),
  state('by-password-throttled', 'password', throttled),
  state('by-code', 'code', emptyForm),
  state('by-code-rejected', 'code', rejectedCode('123456')),
];
