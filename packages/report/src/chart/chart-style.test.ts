import { describe, expect, it } from 'vitest';
import { darkColors, fixedChartRules, lightColors } from './chart-style.js';

/** Contrast of two colours as WCAG 2.1 defines it. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [r, g, b] = [1, 3, 5].map((i) => {
      const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

describe.each([
  ['light', lightColors],
  ['dark', darkColors],
])('the %s palette', (_, colors) => {
  const values = Object.fromEntries(
    [...colors.matchAll(/--([\w-]+):(#\w+)/g)].map(([, name, hex]) => [name, hex!]),
  );

  it('is readable as text on the page (contrast 4.5 : 1)', () => {
    const texts = Object.keys(values).filter((name) => /^(ink|muted|series-\d)$/.test(name));
    expect(texts).toHaveLength(10);
    for (const name of texts)
      expect(contrast(values[name]!, values.paper!), name).toBeGreaterThanOrEqual(4.5);
  });
});

describe.each(['light', 'dark'] as const)('the rules of the fixed %s theme', (theme) => {
  const rules = fixedChartRules(theme);

  it('use no custom property, no media query and no font shorthand', () => {
    expect(rules).not.toMatch(/var\(|--|@media|undefined|\bfont:/);
    expect(rules).toContain('font-family: "Inter"');
  });

  it('give every kind of mark each of the eight colours', () => {
    for (const kind of ['line', 'band', 'join', 'bar', 'dot', 'name', 'found']) {
      const colors = [0, 1, 2, 3, 4, 5, 6, 7].map(
        (i) => rules.match(`\\.${kind}\\.c${i} \\{([^}]*)\\}`)?.[1],
      );
      expect(new Set(colors).size, kind).toBe(8);
      expect(colors, kind).not.toContain(undefined);
    }
  });
});
