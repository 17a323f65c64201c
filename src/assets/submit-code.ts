/** Pasted blanks and dashes disappear; the sixth digit sends the form, once, and not after a correction by hand. */
export function submitCode(page: Document): void {
  for (const field of page.querySelectorAll<HTMLInputElement>('[data-six-digits]')) {
    let wasSent = false;
    field.addEventListener('input', () => {
      const digits = field.value.replace(/\D/g, '').slice(0, 6);
      if (digits !== field.value) field.value = digits;
      if (digits.length < 6 || wasSent) return;
      wasSent = true;
      field.form?.requestSubmit();
    });
  }
}
