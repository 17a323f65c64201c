import { characters, isMostlyOwnWords, type OwnWords } from '../domain/passwords/chosen-password.ts';
import { counted, say } from './script-words.ts';

/** Shows what a new password lacks by the service's own rules, and how long it would stand; refuses nothing. */
export function measureStrength(page: Document): void {
  for (const meter of page.querySelectorAll<HTMLElement>('[data-strength-of]')) {
    const field = page.getElementById(meter.dataset.strengthOf ?? '');
    if (field instanceof HTMLInputElement) serve(meter, field);
  }
}

type Estimate = typeof import('./estimate-strength.ts').estimateStrength;

function serve(meter: HTMLElement, field: HTMLInputElement): void {
  const bar = meter.querySelector<HTMLElement>('.strength-bar');
  const words = meter.querySelector<HTMLElement>('[data-strength-words]');
  if (!bar || !words) return;
  let estimate: Estimate | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const measure = () => {
    const password = field.value.normalize('NFC');
    bar.hidden = password === '';
    words.textContent = password === '' ? '' : judge(password);
  };

  const judge = (password: string): string => {
    const own = ownWordsIn(field.form);
    const lack = lackOf(meter, password, own);
    const found = estimate?.(password, Object.values(own));
    // What is refused is not called strong.
    const score = lack ? Math.min(found?.score ?? 0, 1) : found?.score;
    const isCommon = !lack && found?.isCommon;
    meter.dataset.score = String(score ?? '');
    const strength = score === undefined ? '' : (say.strengths[score] ?? '');
    const missing = lack ?? (isCommon ? say.mistakes.password_too_common : '');
    return [strength && `${strength}.`, missing].filter(Boolean).join(' ');
  };

  // The dictionary is fetched by whoever is about to choose a password, and by nobody else.
  field.addEventListener(
    'focus',
    () =>
      import('./estimate-strength.ts').then(
        ({ estimateStrength }) => {
          estimate = estimateStrength;
          measure();
        },
        () => {},
      ),
    { once: true },
  );
  // A moment after the last key: a screen reader would otherwise speak at each.
  field.form?.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(measure, PAUSE);
  });
}

const PAUSE = 250;

function lackOf({ dataset }: HTMLElement, password: string, own: OwnWords): string | undefined {
  const minLength = Number(dataset.minLength);
  if (characters(password) < minLength) return counted(say.atLeast, minLength);
  if (isMostlyOwnWords(password, own, dataset.productName ?? '')) {
    return say.mistakes.password_contains_own_words;
  }
  return undefined;
}

function ownWordsIn(form: HTMLFormElement | null): OwnWords {
  const typedInto = (name: string) => form?.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value ?? '';
  const account = form?.querySelector<HTMLInputElement>('[autocomplete="username"]')?.value;
  return {
    email: account ?? typedInto('email'),
    firstName: typedInto('firstName'),
    lastName: typedInto('lastName'),
  };
}
