/** `autofocus` on the summary does this in most browsers; some ignore it on anything but a field. */
export function focusErrors(page: Document): void {
  page.querySelector<HTMLElement>('[data-takes-focus]')?.focus();
}
