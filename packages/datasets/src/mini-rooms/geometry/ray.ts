/**
 * A ray as nine numbers: origin, direction (of any length) and one over each coordinate of the direction, which
 * every test against a box needs. Distances along it are in lengths of its direction.
 */
export type Ray = Float64Array;

export function createRay(): Ray {
  return new Float64Array(9);
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
