/** A lamp or a window as a rectangle that shines. */
export interface AreaLight {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** From the middle to the middle of two sides. */
  readonly along: readonly [number, number, number];
  readonly across: readonly [number, number, number];
  /** The direction it shines in, and the share that goes every way alike. */
  readonly facing: readonly [number, number, number];
  readonly spread: number;
  readonly colour: readonly [number, number, number];
}

/** Rays to a light go to 4 × 4 points of it; pixel (x, y) asks point (x mod 4, y mod 4). */
export const LIGHT_SIDE = 4;

/** The light that falls on a surface (no shadow): Lambert's cosine, and the distance squared, softened near the lamp. */
export function irradiance(
  light: AreaLight,
  px: number,
  py: number,
  pz: number,
  nx: number,
  ny: number,
  nz: number,
): number {
  const lx = light.x - px;
  const ly = light.y - py;
  const lz = light.z - pz;
  const squared = lx * lx + ly * ly + lz * lz;
  const incident = lx * nx + ly * ny + lz * nz;
  if (incident <= 0) return 0;
  const distance = Math.sqrt(squared);
  const [fx, fy, fz] = light.facing;
  const emitted = -(lx * fx + ly * fy + lz * fz) / distance;
  const strength = light.spread + (1 - light.spread) * Math.max(emitted, 0);
  return (incident / distance) * (strength / (squared + 0.6));
}
