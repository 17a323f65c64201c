import { say } from './script-words.ts';

/**
 * Solves the form's challenge while the person types. Who sends before it is solved waits that moment; where nothing
 * can be computed the form goes out unsolved, and the server says how long to wait instead.
 */
export function proveWork(page: Document): void {
  const field = page.querySelector<HTMLInputElement>('[data-proof-of-work]');
  const form = field?.form;
  if (!field || !form) return;
  const words = page.querySelector<HTMLElement>('[data-proof-words]');
  const waitInstead = words?.textContent ?? '';
  const show = (text: string) => {
    if (words) words.textContent = text;
  };
  let isDone = false;
  let isWaiting = false;

  const done = (said: string) => {
    isDone = true;
    show(said);
    if (isWaiting) form.requestSubmit();
  };
  show('');
  solve(field.value).then(
    (proof) => {
      field.value = proof;
      done('');
    },
    () => done(waitInstead),
  );

  form.addEventListener('submit', (event) => {
    if (isDone) return;
    event.preventDefault();
    // Not sent yet: the second press is this one again.
    event.stopPropagation();
    isWaiting = true;
    show(say.stillAtWork);
  });
}

async function solve(unsolved: string): Promise<string> {
  const { solveChallengeWorkers } = await import('altcha-lib');
  const { challenge } = JSON.parse(atob(unsolved));
  const solution = await solveChallengeWorkers({
    challenge,
    concurrency: Math.min(4, navigator.hardwareConcurrency),
    createWorker: () => new Worker(new URL('./proof-worker.ts', import.meta.url), { type: 'module' }),
    timeout: LONGEST_WORK,
  });
  if (!solution) throw new Error('no solution in time');
  return btoa(JSON.stringify({ challenge, solution }));
}

const LONGEST_WORK = 20_000;
