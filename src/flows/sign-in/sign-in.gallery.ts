import { emptyForm } from '#web/form-state.ts';
import { filledWith, type GalleryPage, mistaken, openGuard, ROBIN, throttled } from '#web/gallery.ts';
import { wordsOf } from '#web/language.ts';
import type { PageContext } from '#web/layout.ts';
import { type SignInNotice, type SignInPageProps, signInPage } from './sign-in.page.ts';
import { de } from './sign-in.words.de.ts';
import { en } from './sign-in.words.en.ts';

const say = (context: PageContext) => wordsOf(context, { en, de });
const values = { email: ROBIN.email, remember: 'true' };

const state = (name: string, propsOf: (context: PageContext) => Partial<SignInPageProps>): GalleryPage => ({
  name: `sign-in${name}`,
  at: '/sign-in',
  show: (context) => signInPage(context, { form: emptyForm, guard: openGuard, ...propsOf(context) }),
});

export const signInGallery: readonly GalleryPage[] = [
  state('', () => ({})),
  state('-filled', () => ({ form: filledWith(values) })),
  state('-mistaken', () => ({
    form: mistaken({ email: 'email_invalid', password: 'required' }, { email: 'robin' }),
  })),
  state('-rejected', (context) => ({ form: { ...filledWith(values), alert: say(context).rejected } })),
  state('-throttled', (context) => ({ form: { ...throttled, values, alert: say(context).throttled } })),
  state('-working', () => ({
    form: filledWith(values),
    guard: { ...openGuard, proof: { unsolved: '', waitSeconds: 30 } },
    isProofAsked: true,
  })),
  ...(Object.keys(en.notices) as SignInNotice[]).map((notice) =>
    state(`-${notice.replace('_', '-')}`, () => ({ notice })),
  ),
];
