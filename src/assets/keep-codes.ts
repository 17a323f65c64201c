/** Download and print for the recovery codes. The file is made in the browser and never asked of the server. */
export function keepCodes(page: Document): void {
  for (const button of page.querySelectorAll<HTMLButtonElement>('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
  for (const button of page.querySelectorAll<HTMLButtonElement>('[data-download]')) {
    const list = page.querySelector(button.dataset.download ?? '');
    if (!list) continue;
    button.hidden = false;
    button.addEventListener('click', () => download(page, list));
  }
}

function download(page: Document, list: Element): void {
  const codes = [...list.children].map((item) => item.textContent?.trim() ?? '');
  const link = page.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${codes.join('\n')}\n`], { type: 'text/plain' }));
  link.download = 'recovery-codes.txt';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
