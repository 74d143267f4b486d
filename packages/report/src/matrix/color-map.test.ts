import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hexColor, type Rgb, viridis } from './color-map.js';

const file = new URL('__fixtures__/viridis.json', import.meta.url);
const { viridis: table } = JSON.parse(readFileSync(file, 'utf8')) as { viridis: Rgb[] };

/** CIELAB L* of an sRGB colour, 0 to 100. */
function lightness(color: Rgb): number {
  const linear = color.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const y = 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
  return y > 216 / 24389 ? 116 * Math.cbrt(y) - 16 : (24389 / 27) * y;
}

describe('viridis', () => {
  it('equals matplotlib’s within one step of a byte', () => {
    expect(table).toHaveLength(256);
    for (const [i, expected] of table.entries()) {
      for (const [c, part] of viridis(i / 255).entries())
        expect(Math.abs(part - expected[c]!)).toBeLessThanOrEqual(1);
    }
  });

  it('rises evenly in lightness, so that it can be read in grey', () => {
    const steps = Array.from({ length: 21 }, (_, i) => lightness(viridis(i / 20)));
    const rises = steps.slice(1).map((step, i) => step - steps[i]!);
    const mean = (steps.at(-1)! - steps[0]!) / 20;
    expect(mean).toBeGreaterThan(3.5);
    for (const rise of rises) expect(Math.abs(rise - mean)).toBeLessThan(1);
  });

  it('clamps values beyond its ends, and formats colours for SVG', () => {
    expect(hexColor(viridis(-3))).toBe('#440154');
    expect(hexColor(viridis(7))).toBe('#fde725');
  });
});
