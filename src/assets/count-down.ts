import { counted, say } from './script-words.ts';

const spokenEverySeconds = 15;

/** The number changes every second; a screen reader hears it now and then, and when the wait is over. */
export function countDown(page: Document): void {
  for (const part of page.querySelectorAll<HTMLElement>('[data-countdown]')) {
    const words = part.querySelector<HTMLElement>('[data-countdown-words]');
    const number = part.querySelector<HTMLElement>('[data-countdown-seconds]');
    const spoken = part.querySelector<HTMLElement>('[data-countdown-spoken]');
    // An alert announces every change inside it, so the ticking number must not stay in one.
    part.closest('[role=alert]')?.setAttribute('role', 'group');
    if (words && number && spoken) run(Number(part.dataset.countdown), { words, number, spoken });
  }
}

type Parts = { words: HTMLElement; number: HTMLElement; spoken: HTMLElement };

function run(seconds: number, { words, number, spoken }: Parts): void {
  // Measured against the clock: a tab in the background is woken rarely.
  const end = performance.now() + seconds * 1000;
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    number.textContent = String(left);
    if (left % spokenEverySeconds === 0)
      spoken.textContent = left > 0 ? counted(say.secondsLeft, left) : say.tryAgainNow;
    if (left > 0) return;
    clearInterval(timer);
    words.textContent = say.tryAgainNow;
  }, 1000);
}
