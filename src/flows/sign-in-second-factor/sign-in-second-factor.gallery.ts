import { emptyForm, type FormState } from '#web/form-state.ts';
import { type GalleryPage, mistaken, throttled } from '#web/gallery.ts';
import { wordsOf } from '#web/language.ts';
import type { PageContext } from '#web/layout.ts';
import { rejectedCode } from '#web/rejected-code.ts';
import { secondFactorPage, stoppedPage } from './second-factor.page.ts';
import { de } from './sign-in-second-factor.words.de.ts';
import { en } from './sign-in-second-factor.words.en.ts';

const state = (name: string, formOf: (context: PageContext) => FormState): GalleryPage => ({
  name: `second-factor${name}`,
  at: '/sign-in/second-factor',
  show: (context) => secondFactorPage(context, { form: formOf(context) }),
});

export const secondStepGallery: readonly GalleryPage[] = [
  state('', () => emptyForm),
  state('-mistaken', () => mistaken({ code: 'code_invalid' }, { code: '12' })),
  state('-rejected', () => rejectedCode('123456')),
  state('-recovery-code-rejected', () => rejectedCode('abcd-efgh-ijkl-mnop')),
  state('-throttled', (context) => ({ ...throttled, alert: wordsOf(context, { en, de }).throttled })),
  { name: 'second-factor-stopped', at: '/sign-in/second-factor', show: stoppedPage },
];
