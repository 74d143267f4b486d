/**
 * A ray as ten numbers: origin, direction (of any length), one over each coordinate of the direction (which every
 * test against a box needs), and how far the nearest thing met so far lies, in lengths of the direction.
 *
 * The distance lives here because a number that a function returns costs an allocation, and there are millions.
 */
export type Ray = Float64Array;

/** The place of the distance. */
export const REACH = 9;

export function createRay(): Ray {
  return new Float64Array(10);
}

/** Fills in one over the direction. */
export function invert(ray: Ray): void {
  ray[6] = inverse(ray[3]!);
  ray[7] = inverse(ray[4]!);
  ray[8] = inverse(ray[5]!);
}

/** A direction of 0 would give NaN on a plane through the origin. */
function inverse(d: number): number {
  return 1 / (d > -1e-12 && d < 1e-12 ? 1e-12 : d);
}
