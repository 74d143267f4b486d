import type { Rgb } from '../../raster/colour.js';

/** How a surface's colour varies over it. */
export type Pattern =
  | 'plain'
  | 'mottled'
  | 'woven'
  | 'grained'
  | 'planks'
  | 'tiles'
  | 'stripes'
  | 'checks'
  | 'bricks'
  | 'bordered'
  | 'books'
  | 'painting'
  | 'view';

/** What a surface is made of; colours are linear light. */
export interface Material {
  readonly pattern: Pattern;
  readonly first: Rgb;
  readonly second: Rgb;
  /** The pattern's period in metres. */
  readonly period: number;
  readonly seed: number;
  /** Strength of the highlight. */
  readonly gloss: number;
  /** Light given off, as a multiple of the colour. */
  readonly glow: number;
}

/** Light from a colour as shown on a screen (a gamma of 2: the square root is exact on every machine). */
export function linear([r, g, b]: Rgb): Rgb {
  return [r * r, g * g, b * b];
}

/** A material from screen colours; `second` is the pattern's other colour. */
export function material(
  pattern: Pattern,
  first: Rgb,
  options: { second?: Rgb; period?: number; seed?: number; gloss?: number; glow?: number } = {},
): Material {
  const { second = first, period = 0.1, seed = 0, gloss = 0, glow = 0 } = options;
  return { pattern, first: linear(first), second: linear(second), period, seed, gloss, glow };
}
