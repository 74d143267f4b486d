// Eight hues that readers with colour-blindness tell apart, dark enough for text on a light page and light
// enough for text on a dark one (contrast of at least 4.5 : 1).
const LIGHT = ['#b5400f', '#1f5fbf', '#157347', '#7a3fb8', '#a8246a', '#0b6f80', '#7d5d00', '#55606e'];
const DARK = ['#ff9d66', '#7fb2ff', '#62d09a', '#c3a1ff', '#ff8fc4', '#5cc9d9', '#dcb64e', '#a9b4c2'];

const palette = (colors: readonly string[]) => colors.map((color, i) => `--series-${i}:${color};`).join('');

/** The chart's colours as custom properties, for a light and a dark page. */
export const lightColors = `--ink:#1d1c1a;--muted:#5f5c57;--line:#cfcbc4;--grid:#e7e3dc;--paper:#fdfcfa;${palette(LIGHT)}`;
export const darkColors = `--ink:#eceae6;--muted:#a5a19a;--line:#4a4945;--grid:#2f2e2c;--paper:#171716;${palette(DARK)}`;

/** How the parts of a chart look; every rule stays within `.chart`. */
export const chartRules = `
.chart { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; fill: var(--ink); overflow: visible; }
.chart .paper { fill: var(--paper); }
.chart .grid { stroke: var(--grid); }
.chart .axis, .chart .axis-break { stroke: var(--line); fill: none; }
.chart .axis-break { stroke: var(--muted); }
.chart .tick { fill: var(--muted); font-variant-numeric: tabular-nums; }
.chart .axis-name { fill: var(--muted); }
.chart .line { stroke: var(--hue); fill: none; stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
.chart .band { fill: var(--hue); opacity: 0.14; }
.chart .join { stroke: var(--hue); fill: none; stroke-width: 1.25; opacity: 0.5; }
.chart .bar { stroke: var(--hue); stroke-width: 1.5; opacity: 0.6; }
.chart .dot { fill: var(--hue); stroke: var(--paper); stroke-width: 1.5; }
.chart .name { fill: var(--hue); paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.chart .leader { stroke: var(--line); fill: none; }
.chart .matrix-name { fill: var(--ink); }
.chart .empty-cell { fill: none; stroke: var(--line); stroke-width: 1; }
.chart .found { fill: var(--paper); stroke: var(--hue); stroke-width: 2; }
.chart .swatch-box { stroke: var(--line); }
.chart .found-key { fill: none; stroke: var(--muted); stroke-width: 1.75; }
.chart .runs rect { fill: var(--series-1); }
.chart .runs text { fill: var(--paper); font-weight: 600; }
.chart .skips rect { fill: none; stroke: var(--line); stroke-width: 1.5; }
.chart .skips text { fill: var(--muted); }
.chart .d1 { stroke-dasharray: 6 4; }
.chart .d2 { stroke-dasharray: 2 4; }
.chart .d3 { stroke-dasharray: 8 4 2 4; }
${LIGHT.map((_, i) => `.c${i} { --hue: var(--series-${i}); }`).join('\n')}
`;

/** The colours of a chart that is the same everywhere. */
export type Theme = 'light' | 'dark';

/**
 * The same rules with every colour and the font written out, for what reads SVG but knows neither custom
 * properties nor preferences: converters to PNG, editors, typesetters.
 */
export function fixedChartRules(theme: Theme, font = 'Inter'): string {
  const colors = theme === 'light' ? lightColors.replace(/--paper:[^;]+/, '--paper:#ffffff') : darkColors;
  const values = new Map(
    [...colors.matchAll(/--([\w-]+):([^;]+);/g)].map(([, name, value]) => [name!, value!]),
  );
  const hues = LIGHT.map((_, i) => values.get(`series-${i}`)!);
  const rules = chartRules.split('\n').filter((rule) => !/^\.c\d /.test(rule));
  return rules
    .flatMap((rule) =>
      rule.includes('var(--hue)')
        ? hues.map((hue, i) => rule.replace(' {', `.c${i} {`).replaceAll('var(--hue)', hue))
        : [rule],
    )
    .join('\n')
    .replace(/font: 12px [^;]+;/, `font-family: "${font}", sans-serif; font-size: 12px;`)
    .replaceAll(/var\(--([\w-]+)\)/g, (_, name: string) => values.get(name)!);
}
