import { say } from './script-words.ts';

export function copyText(page: Document): void {
  // Missing where the page did not come over https or from this machine: then the button stays hidden.
  if (!navigator.clipboard) return;
  for (const button of page.querySelectorAll<HTMLButtonElement>('[data-copy]')) serve(button);
}

function serve(button: HTMLButtonElement): void {
  const spoken = button.nextElementSibling;
  const label = button.firstChild;
  const words = label?.textContent ?? '';
  button.hidden = false;

  button.addEventListener('click', async () => {
    const outcome = await navigator.clipboard.writeText(button.dataset.copy ?? '').then(
      () => say.copied,
      () => say.notCopied,
    );
    if (label) label.textContent = outcome;
    if (spoken) spoken.textContent = outcome;
    setTimeout(() => {
      if (label) label.textContent = words;
      if (spoken) spoken.textContent = '';
    }, 2500);
  });
}
