import type { PerChannel, Size } from '../transforms/transform-step.js';

/**
 * One step of preparing an image together with its maps, as plain data that can be saved in a recipe and sent to
 * a worker. Every step keeps the geometry true on all of them at once.
 */
export type DenseStep =
  /**
   * Stretches to exactly `size`: the image bilinear with antialiasing (as PIL), normals and depth bilinear,
   * labels and edges nearest. Depth keeps its metres: all images are stretched alike.
   */
  | { readonly kind: 'resize'; readonly size: Size }
  /**
   * Zooms by one of `scales` (sides cut to whole pixels): image, normals and depth bilinear, labels and edges
   * nearest; depth is divided by the scale (what is shown larger is nearer to the same camera).
   */
  | { readonly kind: 'random-scale'; readonly scales: readonly number[] }
  /** Fills up on all sides to at least `size`: the image with `fill`, normals and depth with 0, the rest with 255. */
  | { readonly kind: 'pad-to'; readonly size: Size; readonly fill?: PerChannel }
  /** Cuts a random place. */
  | { readonly kind: 'random-crop'; readonly size: Size }
  /** Cuts the middle. */
  | { readonly kind: 'center-crop'; readonly size: Size }
  /** Mirrors left and right with probability `p`; the normals' x changes its sign. */
  | { readonly kind: 'flip'; readonly p: number }
  /** (x / 255 − mean) / std for the image; the last step. Without it images stay in 0 … 1. */
  | { readonly kind: 'normalize'; readonly mean: PerChannel; readonly std: PerChannel };
