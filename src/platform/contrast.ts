/** Red, green and blue of sRGB, each from 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

export const WHITE: Color = [255, 255, 255];
export const BLACK: Color = [0, 0, 0];

/** `#2f5bd3`, `2f5bd3` or `#25d`. */
export function parseColor(text: string): Color | undefined {
  const [, digits] = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text) ?? [];
  if (!digits) return undefined;
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g);
  const [red = 0, green = 0, blue = 0] = (pairs ?? []).map((pair) => Number.parseInt(pair, 16));
  return [red, green, blue];
}

export const colorText = (color: Color): string =>
  `#${color.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;

/** From 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrastOf(one: Color, other: Color): number {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminanceOf(color: Color): number {
  const [red = 0, green = 0, blue = 0] = color.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * The color itself where it fits, else the nearest one on the way to `towards` that does. Throws when not even the end of
 * that way fits.
 */
export function nearestFitting(color: Color, towards: Color, fits: (candidate: Color) => boolean): Color {
  const found = STEPS.map((share) => mix(color, towards, share)).find(fits);
  if (!found) throw new Error(`nothing between ${colorText(color)} and ${colorText(towards)} fits`);
  return found;
}

const STEPS = Array.from({ length: 101 }, (_, percent) => percent / 100);

function mix(from: Color, to: Color, share: number): Color {
  const [red, green, blue] = from;
  const between = (start: number, end: number) => Math.round(start + (end - start) * share);
  return [between(red, to[0]), between(green, to[1]), between(blue, to[2])];
}
