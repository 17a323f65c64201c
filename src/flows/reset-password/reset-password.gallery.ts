import { emptyForm, type FormState } from '#web/form-state.ts';
import { type GalleryPage, mistaken, openGuard, PASSWORD_MIN_LENGTH, throttled } from '#web/gallery.ts';
import { forgotPasswordPage, resetLinkSentPage, resetPasswordPage } from './reset-password.page.ts';

const asking = (name: string, form: FormState): GalleryPage => ({
  name: `forgot-password${name}`,
  at: '/forgot-password',
  show: (context) => forgotPasswordPage(context, { form, guard: openGuard }),
});

const choosing = (name: string, form: FormState): GalleryPage => ({
  name: `reset-password${name}`,
  at: '/reset-password',
  show: (context) =>
    resetPasswordPage(context, { token: 'none', form, passwordMinLength: PASSWORD_MIN_LENGTH }),
});

export const resetPasswordGallery: readonly GalleryPage[] = [
  asking('', emptyForm),
  asking('-mistaken', mistaken({ email: 'email_invalid' }, { email: 'robin' })),
  asking('-throttled', throttled),
  {
    name: 'forgot-password-sent',
    at: '/forgot-password',
    show: (context) => resetLinkSentPage({ ...context, mailboxUrl: undefined }),
  },
  choosing('', emptyForm),
  choosing('-mistaken', mistaken({ password: 'password_breached' })),
];
