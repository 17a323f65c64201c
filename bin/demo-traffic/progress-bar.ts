const WIDTH = 28;
const LINE_EVERY = 15_000;

/** Redrawn in place on a terminal; elsewhere a line now and then. */
export function createProgressBar(out: NodeJS.WriteStream) {
  let shownAt = 0;
  return {
    show(share: number, words: string): void {
      const text = `${barOf(share)} ${String(Math.floor(100 * share)).padStart(3)} %  ${words}`;
      if (out.isTTY) out.write(`\r\u001b[2K${text.slice(0, out.columns - 1)}`);
      else if (Date.now() - shownAt >= LINE_EVERY || share >= 1) {
        shownAt = Date.now();
        out.write(`${text}\n`);
      }
    },
    end(): void {
      if (out.isTTY) out.write('\n');
    },
  };
}

function barOf(share: number): string {
  const full = Math.round(WIDTH * Math.min(1, share));
  return `[${'█'.repeat(full)}${'·'.repeat(WIDTH - full)}]`;
}
