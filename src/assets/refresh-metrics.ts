const EVERY = 2_000;

/** The page asks for itself again and takes over the charts; without this there is a link that does the same. */
export function refreshMetrics(page: Document): void {
  const live = page.querySelector('[data-live]');
  const pause = page.querySelector<HTMLButtonElement>('[data-live-pause]');
  if (!live || !pause) return;
  let isPaused = false;

  pause.hidden = false;
  pause.addEventListener('click', () => {
    isPaused = !isPaused;
    pause.textContent = isPaused ? 'Go on' : 'Pause';
  });
  setInterval(async () => {
    if (isPaused || page.hidden) return;
    const next = await read(page.location.href).catch(() => undefined);
    // What somebody selects to copy stays.
    if (next && !isPaused && page.getSelection()?.isCollapsed !== false)
      live.replaceChildren(...next.children);
  }, EVERY);
}

async function read(address: string): Promise<Element | undefined> {
  const answer = await fetch(address);
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return next.querySelector('[data-live]') ?? undefined;
}
