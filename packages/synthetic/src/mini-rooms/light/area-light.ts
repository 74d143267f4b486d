import type { Hit } from '../geometry/tracer.js';

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
export function irradiance(light: AreaLight, hit: Hit): number {
  const lx = light.x - hit.x;
  const ly = light.y - hit.y;
  const lz = light.z - hit.z;
  const squared = lx * lx + ly * ly + lz * lz;
  const incident = lx * hit.nx + ly * hit.ny + lz * hit.nz;
  if (incident <= 0) return 0;
  const distance = Math.sqrt(squared);
  const { facing } = light;
  const emitted = -(lx * facing[0] + ly * facing[1] + lz * facing[2]) / distance;
  const strength = light.spread + (1 - light.spread) * Math.max(emitted, 0);
  return (incident / distance) * (strength / (squared + 0.6));
}
