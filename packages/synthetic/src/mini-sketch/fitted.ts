import type { Figure } from '../raster/figure.js';
import type { Path } from '../raster/path.js';

/** A figure moved and scaled so that its larger side runs from −1 to 1: as an image cut to its box shows it. */
export function fitted(figure: Figure): Figure {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { outline } of figure) {
    for (let i = 0; i < outline.length; i += 2) {
      x0 = Math.min(x0, outline[i]!);
      x1 = Math.max(x1, outline[i]!);
      y0 = Math.min(y0, outline[i + 1]!);
      y1 = Math.max(y1, outline[i + 1]!);
    }
  }
  const scale = 2 / Math.max(x1 - x0, y1 - y0, 1e-6);
  const fit = (path: Path) => path.map((v, i) => (v - (i % 2 ? y0 + y1 : x0 + x1) / 2) * scale);
  return figure.map((part) => ({
    ...part,
    outline: fit(part.outline),
    ...(part.holes ? { holes: part.holes.map(fit) } : {}),
    ...(part.lines ? { lines: part.lines.map(fit) } : {}),
  }));
}
