import { cosine, sine } from '../../raster/trigonometry.js';
import type { Material } from '../textures/material.js';

/** Turns the thing's frame into the part's: three rows of three numbers; the transpose turns back. */
type Rotation = readonly number[];

/** A convex solid in its thing's frame (metres; x along it, y up, z its front): the ray tracer's only shapes. */
export interface Part {
  readonly shape: 'box' | 'ellipsoid' | 'frustum';
  /** The centre. */
  readonly cx: number;
  readonly cy: number;
  readonly cz: number;
  /** Half the extent each way; a frustum's `hx` is its radius below. */
  readonly hx: number;
  readonly hy: number;
  readonly hz: number;
  /** A frustum's radius above. */
  readonly above: number;
  readonly rotation: Rotation | undefined;
  readonly material: Material;
}

/** A box by its lowest corner and its size. */
export function box(
  [x, y, z]: readonly [number, number, number],
  [width, height, depth]: readonly [number, number, number],
  material: Material,
): Part {
  return {
    shape: 'box',
    cx: x + width / 2,
    cy: y + height / 2,
    cz: z + depth / 2,
    hx: width / 2,
    hy: height / 2,
    hz: depth / 2,
    above: 0,
    rotation: undefined,
    material,
  };
}

/** An ellipsoid by its centre and half-axes. */
export function ellipsoid(
  [cx, cy, cz]: readonly [number, number, number],
  [hx, hy, hz]: readonly [number, number, number],
  material: Material,
): Part {
  return { shape: 'ellipsoid', cx, cy, cz, hx, hy, hz, above: 0, rotation: undefined, material };
}

/** An upright cone cut off: radii `below` and `above`, from height `y` on. */
export function frustum(
  [cx, y, cz]: readonly [number, number, number],
  below: number,
  above: number,
  height: number,
  material: Material,
): Part {
  const cy = y + height / 2;
  return {
    shape: 'frustum',
    cx,
    cy,
    cz,
    hx: below,
    hy: height / 2,
    hz: Math.max(below, above),
    above,
    rotation: undefined,
    material,
  };
}

/** The part turned about its own centre: tilted about x, then turned about y by `yaw`, both in turns. */
export function turned(part: Part, yaw: number, tilt: number): Part {
  const [c, s, k, m] = [cosine(yaw), sine(yaw), cosine(tilt), sine(tilt)];
  return { ...part, rotation: [c, 0, -s, m * s, k, m * c, k * s, -m, k * c] };
}

/** The largest distance of a point of the part from its centre. */
export function radiusOf(part: Part): number {
  const x = part.shape === 'frustum' ? part.hz : part.hx;
  return Math.sqrt(x * x + part.hy * part.hy + part.hz * part.hz);
}
