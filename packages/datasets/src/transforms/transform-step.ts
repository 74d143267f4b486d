/** Height and width in pixels; one number stands for a square. */
export type Size = number | readonly [height: number, width: number];

/** One value each for red, green and blue. */
export type PerChannel = readonly [number, number, number];

/** How far a factor may be from what changes nothing, or its two ends. */
export type JitterFactor = number | readonly [low: number, high: number];

/** One step of preparing an image, as plain data that can be saved in a recipe and sent to a worker. */
export type TransformStep =
  /** Stretches to exactly `size` (bilinear, antialiased, as PIL). */
  | { readonly kind: 'resize'; readonly size: Size }
  /** Scales so that the shorter side is `size`. */
  | { readonly kind: 'resize-shorter'; readonly size: number }
  /** Cuts the middle; an image that is too small is padded with black. */
  | { readonly kind: 'center-crop'; readonly size: Size }
  /** Cuts a random place, after `padding` pixels of `fill` on each side. */
  | { readonly kind: 'random-crop'; readonly size: Size; readonly padding?: number; readonly fill?: number }
  /** Cuts a random box (`scale` of the area, `ratio` of width to height) and stretches it to `size`. */
  | {
      readonly kind: 'random-resized-crop';
      readonly size: Size;
      readonly scale?: readonly [number, number];
      readonly ratio?: readonly [number, number];
    }
  /** Adds `padding` pixels of `fill` (0–255) on each side. */
  | { readonly kind: 'pad'; readonly padding: number; readonly fill?: number }
  /** Mirrors left and right with probability `p`. */
  | { readonly kind: 'flip'; readonly p: number }
  /**
   * Changes brightness, contrast and saturation by factors, and the hue by a share of the circle, in an order drawn for each
   * image (torchvision's ColorJitter): a number v is a factor from 1 − v to 1 + v, of hue −v to v; two are its ends.
   */
  | {
      readonly kind: 'color-jitter';
      readonly brightness?: JitterFactor;
      readonly contrast?: JitterFactor;
      readonly saturation?: JitterFactor;
      readonly hue?: JitterFactor;
    }
  /** `numOps` (default 2) of 14 operations by chance, each of `magnitude` 0 to 30 (default 9) (Cubuk et al., 2020). */
  | { readonly kind: 'rand-augment'; readonly numOps?: number; readonly magnitude?: number }
  /** Replaces colour by its lightness (ITU-R 601-2, as PIL). */
  | { readonly kind: 'grayscale' }
  /** (x / 255 − mean) / std; the last step. Without it images stay in 0 … 1. */
  | { readonly kind: 'normalize'; readonly mean: PerChannel; readonly std: PerChannel };

/** The height and width a `Size` stands for. */
export function heightAndWidth(size: Size): readonly [height: number, width: number] {
  return typeof size === 'number' ? [size, size] : size;
}
