import { cellNoise, smoothNoise } from '../../raster/lattice.js';
import type { Surface } from '../geometry/surface.js';
import type { Material, Pattern } from './material.js';
import { paintingAt, viewAt } from './pictures.js';

/** A colour that is written over and over: red, green, blue. */
export type Light = Float64Array;

type PatternAt = (material: Material, u: number, v: number, out: Light, surface: Surface) => void;

/** Each pattern's colour at a point: `u` and `v` are counted in its periods. */
export const patterns: Readonly<Record<Pattern, PatternAt>> = {
  plain: (material, _u, _v, out) => mix(material, 0, 1, out),
  mottled: (material, u, v, out) => mix(material, 0, 1 + 0.06 * smoothNoise(u, v, material.seed), out),
  woven: (material, u, v, out) => {
    const thread = cellNoise(Math.floor(u), Math.floor(v), material.seed);
    mix(material, 0, 1 + 0.35 * (thread - 0.5), out);
  },
  grained: (material, u, v, out) => {
    const { seed } = material;
    const along = u * 0.25 + 0.6 * smoothNoise(u * 0.1, v, seed);
    mix(material, 0.5 + 0.5 * smoothNoise(along, v * 3, seed), 1, out);
  },
  planks: (material, u, v, out) => {
    const { seed } = material;
    const row = Math.floor(v);
    const along = u * 0.18 + cellNoise(row, 7, seed);
    const board = Math.floor(along);
    const seam = v - row < 0.05 || along - board < 0.012 ? 0.55 : 1;
    const tone = 0.8 + 0.4 * cellNoise(board, row, seed);
    mix(material, 0.5 + 0.5 * smoothNoise(u * 0.5 + 40 * row, v * 5, seed), seam * tone, out);
  },
  tiles: (material, u, v, out) => {
    const i = Math.floor(u);
    const j = Math.floor(v);
    const grout = u - i < 0.04 || v - j < 0.04;
    mix(material, (i + j) & 1, grout ? 0.55 : 0.92 + 0.16 * cellNoise(i, j, material.seed), out);
  },
  stripes: (material, u, _v, out) => mix(material, Math.floor(u * 2) & 1, 1, out),
  checks: (material, u, v, out) => mix(material, 0.5 * ((Math.floor(u) & 1) + (Math.floor(v) & 1)), 1, out),
  bricks: (material, u, v, out) => {
    const row = Math.floor(v * 2);
    const along = u * 0.8 + 0.5 * (row & 1);
    const brick = Math.floor(along);
    const mortar = v * 2 - row < 0.12 || along - brick < 0.05;
    mix(material, mortar ? 1 : 0, mortar ? 1 : 0.75 + 0.5 * cellNoise(brick, row, material.seed), out);
  },
  bordered: (material, u, v, out, surface) => {
    const gap = Math.min(surface.hu - Math.abs(surface.u), surface.hv - Math.abs(surface.v));
    const rim = gap / material.period;
    const motif = Math.abs(u - Math.round(u)) + Math.abs(v - Math.round(v)) < 0.3;
    const drawn = (rim > 1 && rim < 1.8) || (rim > 2.4 && motif);
    const pile = cellNoise(Math.floor(u * 12), Math.floor(v * 12), material.seed);
    mix(material, drawn ? 1 : 0, 0.9 + 0.2 * pile, out);
  },
  books: (material, u, _v, out) => {
    const { seed } = material;
    const spine = Math.floor(u);
    mix(material, 0, (u - spine < 0.12 ? 0.5 : 1) * (0.4 + 0.9 * cellNoise(spine, 3, seed)), out);
    for (let c = 0; c < 3; c++) out[c]! *= 0.5 + cellNoise(spine, 11 + c, seed);
  },
  painting: (material, _u, _v, out, surface) => paintingAt(material, surface, out),
  view: (material, _u, _v, out, surface) => viewAt(material, surface, out),
};

/** The two colours mixed, made `tone` times as bright. */
function mix(material: Material, t: number, tone: number, out: Light): void {
  const { first, second } = material;
  out[0] = (first[0] + (second[0] - first[0]) * t) * tone;
  out[1] = (first[1] + (second[1] - first[1]) * t) * tone;
  out[2] = (first[2] + (second[2] - first[2]) * t) * tone;
}
