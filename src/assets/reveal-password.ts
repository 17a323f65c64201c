import { say } from './script-words.ts';

export function revealPassword(page: Document): void {
  for (const button of page.querySelectorAll<HTMLButtonElement>('[data-reveal]')) {
    const field = page.getElementById(button.dataset.reveal ?? '');
    if (field instanceof HTMLInputElement) serve(button, field);
  }
}

function serve(button: HTMLButtonElement, field: HTMLInputElement): void {
  const word = button.firstChild;
  button.hidden = false;

  function show(isShown: boolean): void {
    field.type = isShown ? 'text' : 'password';
    if (word) word.textContent = isShown ? say.hide : say.show;
  }

  button.addEventListener('click', () => show(field.type === 'password'));
  // Browsers remember what was typed in text fields: a password must never leave in one.
  field.form?.addEventListener('submit', () => show(false));
}
