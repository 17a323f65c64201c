/** Columns two spaces apart, as wide as what stands in them. */
export interface Column {
  isNumber?: boolean;
  /** How narrow it may become where the terminal is; what does not fit is cut with `…`. Left out: never. */
  least?: number;
}

/** Lines of cells as text, header lines among them. With a `width` no line is longer, if columns may shrink. */
export function table(columns: readonly Column[], lines: readonly string[][], width?: number): string {
  const cells = lines.map((line) => line.map(printable));
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => widthOf(line[index] ?? ''))));
  if (width !== undefined) shrink(columns, widths, width);
  const toLine = (line: string[]) =>
    line
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.isNumber))
      .join(GAP)
      .trimEnd();
  return `${cells.map(toLine).join('\n')}\n`;
}

/** Names and user agents come from strangers: nothing in them moves the cursor or turns text around. */
export const printable = (text: string): string => text.replace(/\p{C}/gu, '');

const GAP = '  ';
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60]|\p{Emoji_Presentation}/u;

/** In columns of a terminal: a Han character takes two, a combining accent none. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : /\p{M}/u.test(character) ? 0 : 1;
  return width;
}

/** The last column gives what it can, then the one before it, until the line fits. */
function shrink(columns: readonly Column[], widths: number[], width: number): void {
  let excess = widths.reduce((total, one) => total + one, (widths.length - 1) * GAP.length) - width;
  for (let index = widths.length - 1; index >= 0 && excess > 0; index -= 1) {
    const own = widths[index] ?? 0;
    const given = Math.max(0, Math.min(excess, own - (columns[index]?.least ?? own)));
    widths[index] = own - given;
    excess -= given;
  }
}

function pad(text: string, width: number, isNumber = false): string {
  const cut = widthOf(text) > width ? cutTo(text, width) : text;
  const space = ' '.repeat(Math.max(0, width - widthOf(cut)));
  return isNumber ? `${space}${cut}` : `${cut}${space}`;
}

function cutTo(text: string, width: number): string {
  let kept = '';
  for (const character of text) {
    if (widthOf(kept) + widthOf(character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
