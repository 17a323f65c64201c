import { createHash } from 'node:crypto';
import { type Color, parseColor } from '#platform/contrast.ts';
import type { Image } from '#platform/image.ts';
import { type BrandTones, brandTones } from './brand-tones.ts';

/** How pages and mails present themselves: an operator's own name, colour and logo. */
export interface Brand {
  name: string;
  tones: BrandTones;
  logo: Logo | undefined;
  /** Where the colour differs from that of `main.css`. */
  stylesheet: { path: string; text: string } | undefined;
}

export interface Logo {
  image: Image;
  path: string;
  /** So wide that it says the name itself. */
  isWordmark: boolean;
}

/** The colour that `main.css` is written with, which a test compares. */
export const OWN_COLOR = '#2f5bd3';

export function createBrand(settings: { name: string; color: Color; logo: Image | null }): Brand {
  const { name, color, logo } = settings;
  const tones = brandTones(color);
  const isOwnColor = String(color) === String(parseColor(OWN_COLOR));
  return {
    name,
    tones,
    logo: logo ? createLogo(logo) : undefined,
    stylesheet: isOwnColor ? undefined : createStylesheet(tones),
  };
}

function createLogo(image: Image): Logo {
  const ending = image.type === 'image/png' ? 'png' : 'svg';
  return {
    image,
    path: pathOf(image.bytes, ending),
    isWordmark: image.width > image.height * 2,
  };
}

/** A file of its own: the content policy refuses styles that stand in the page. */
function createStylesheet({ light, dark }: BrandTones): NonNullable<Brand['stylesheet']> {
  const rule = ({ fill, ink }: BrandTones['light']) => `:root{--brand:${fill};--brand-ink:${ink}}`;
  const text = `${rule(light)}@media (prefers-color-scheme:dark){${rule(dark)}}`;
  return { path: pathOf(text, 'css'), text };
}

/** Named by its content like every other asset, so that browsers may keep it. */
function pathOf(content: string | Uint8Array, ending: string): string {
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 8);
  return `/assets/brand-${hash}.${ending}`;
}

/** What mails send along; few mail programs draw an SVG, and there the name stands instead. */
export function mailLogo({ logo }: Brand): { name: string; type: string; bytes: Uint8Array } | undefined {
  return logo?.image.type === 'image/png' ? { name: 'brand-logo.png', ...logo.image } : undefined;
}
