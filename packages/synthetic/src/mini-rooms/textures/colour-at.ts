import type { Surface } from '../geometry/surface.js';
import type { Material } from './material.js';
import { type Light, patterns } from './patterns.js';

/**
 * The colour (linear light) a material shows at a point of a surface; a pattern finer than two pixels fades
 * (`footprint`: a pixel's width on the surface in metres).
 */
export function colourAt(material: Material, surface: Surface, footprint: number, out: Light): void {
  const { first, second, pattern, period } = material;
  patterns[pattern](material, surface.u / period, surface.v / period, out, surface);
  const detail = (0.5 * period) / footprint;
  if (detail >= 1 || pattern === 'painting' || pattern === 'view') return;
  // Where the second colour is rare the pattern fades to the first.
  const share = pattern === 'woven' || pattern === 'mottled' || pattern === 'bricks' ? 0 : 0.5;
  for (let c = 0; c < 3; c++) {
    const even = first[c]! + (second[c]! - first[c]!) * share;
    out[c] = even + (out[c]! - even) * detail;
  }
}
