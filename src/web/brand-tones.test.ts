import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Color, colorText, contrastOf, parseColor, WHITE } from '#platform/contrast.ts';
import { OWN_COLOR } from './brand.ts';
import { brandTones, GROUNDS } from './brand-tones.ts';

const color = (text: string): Color => {
  const parsed = parseColor(text);
  assert.ok(parsed, text);
  return parsed;
};

describe("a brand's colour", () => {
  it('is measured as WCAG measures it', () => {
    assert.equal(contrastOf(color('#000'), WHITE), 21);
    assert.equal(contrastOf(color('#777777'), WHITE).toFixed(2), '4.48');
    assert.equal(contrastOf(WHITE, color('#0000ff')).toFixed(2), '8.59');
  });

  it('can be read wherever it is used, in light and dark, whatever it is', () => {
    const channel = fc.nat(255);
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), (any) => {
        const tones = brandTones(any);
        for (const scheme of ['light', 'dark'] as const) {
          const fill = color(tones[scheme].fill);
          assert.ok(contrastOf(fill, WHITE) >= 4.5, `white words on ${colorText(fill)}`);
          assert.ok(contrastOf(fill, color(GROUNDS[scheme].surface)) >= 3, `a switch of ${colorText(fill)}`);
          for (const ground of Object.values(GROUNDS[scheme]))
            assert.ok(contrastOf(color(tones[scheme].ink), color(ground)) >= 4.5, `a link on ${ground}`);
        }
      }),
      { examples: [[[0, 0, 0]], [[255, 255, 255]], [[255, 255, 0]], [[0, 0, 255]], [[0, 255, 255]]] },
    );
  });

  it('stays as it is where it can be read already', () => {
    const { light } = brandTones(color('#0a6b3c'));
    assert.deepEqual(light, { fill: '#0a6b3c', ink: '#0a6b3c' });
  });

  it('of our own, and what it stands on, is what the stylesheet is written with', () => {
    const css = readFileSync(new URL('../assets/main.css', import.meta.url), 'utf8');
    const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');
    const tones = brandTones(color(OWN_COLOR));
    for (const [scheme, text] of Object.entries({ light, dark }) as ['light' | 'dark', string][]) {
      const expected = {
        brand: tones[scheme].fill,
        'brand-ink': tones[scheme].ink,
        canvas: GROUNDS[scheme].canvas,
        surface: GROUNDS[scheme].surface,
      };
      for (const [name, value] of Object.entries(expected))
        assert.match(text, new RegExp(`--${name}: ${value};`), `${name} in the ${scheme}`);
    }
  });
});
