/** A second press of the same button would send the form again, under a token that the first answer replaced. */
export function sendOnce(page: Document): void {
  page.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== 'post') return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
    // An answer that never came must not leave a dead button.
    setTimeout(() => delete form.dataset.sent, LONGEST_ANSWER);
  });
  // A page that comes back from the browser's memory may be sent anew.
  addEventListener('pageshow', () => {
    for (const form of page.querySelectorAll('form')) delete form.dataset.sent;
  });
}

const LONGEST_ANSWER = 10_000;
