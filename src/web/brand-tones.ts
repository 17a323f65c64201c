import {
  BLACK,
  type Color,
  colorText,
  contrastOf,
  nearestFitting,
  parseColor,
  WHITE,
} from '#platform/contrast.ts';

/** What the brand's colour becomes: behind white words, and as words and lines on the page. */
export type Tones = { fill: string; ink: string };

export type BrandTones = { light: Tones; dark: Tones };

/** Of WCAG 2.2 AA: words, and what has to be told apart without them. */
const READABLE = 4.5;
const VISIBLE = 3;

/** In the dark a coloured line of words at the least contrast looks dim. */
const READABLE_IN_THE_DARK = 7;

/** The backgrounds of `main.css`, which a test compares. */
export const GROUNDS = {
  light: { canvas: '#f6f7f9', surface: '#ffffff' },
  dark: { canvas: '#0e1116', surface: '#161a21' },
};

/** Any colour becomes readable: it is darkened or lightened just as far as its place asks for. */
export function brandTones(color: Color): BrandTones {
  const isFill = (candidate: Color) => contrastOf(candidate, WHITE) >= READABLE;
  const fill = nearestFitting(color, BLACK, isFill);
  // A switch has no words on it: dark blue on near black would not be seen.
  const isSeenInTheDark = (candidate: Color) => contrastOf(candidate, DARKEST_TO_MEET) >= VISIBLE;
  const darkFill = nearestFitting(fill, WHITE, isSeenInTheDark);
  return {
    light: {
      fill: colorText(fill),
      ink: colorText(nearestFitting(fill, BLACK, isReadableOn(GROUNDS.light, READABLE))),
    },
    dark: {
      fill: colorText(darkFill),
      ink: colorText(nearestFitting(color, WHITE, isReadableOn(GROUNDS.dark, READABLE_IN_THE_DARK))),
    },
  };
}

const known = (text: string): Color => parseColor(text) ?? BLACK;
const DARKEST_TO_MEET = known(GROUNDS.dark.surface);

const isReadableOn = (grounds: { canvas: string; surface: string }, least: number) => (candidate: Color) =>
  Object.values(grounds).every((ground) => contrastOf(candidate, known(ground)) >= least);
