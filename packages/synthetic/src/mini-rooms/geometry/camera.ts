import type { RandomStream } from '@ftn/random';
import { cosine, sine } from '../../raster/trigonometry.js';
import { invert, type Ray } from './ray.js';

type Vector = readonly [number, number, number];

/** A pinhole camera: where it stands, its axes in the room, and its focal length in image widths. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly right: Vector;
  readonly up: Vector;
  readonly forward: Vector;
  readonly focal: number;
}

/** Stands a camera at eye height near the front wall, looking across the room, held almost level. */
export function placeCamera(random: RandomStream, width: number, depth: number): Camera {
  const x = width * random.uniform(0.25, 0.75);
  const y = random.uniform(1.15, 1.75);
  const z = depth * random.uniform(0.05, 0.22);
  const look = [width * random.uniform(0.15, 0.85) - x, random.uniform(0.45, 1.25) - y, depth * 0.8 - z];
  const forward = unit(look[0]!, look[1]!, look[2]!);
  const level = unit(forward[2], 0, -forward[0]);
  const above = cross(forward, level);
  const roll = random.uniform(-0.008, 0.008);
  const [c, s] = [cosine(roll), sine(roll)];
  const right: Vector = [
    c * level[0] + s * above[0],
    c * level[1] + s * above[1],
    c * level[2] + s * above[2],
  ];
  return { x, y, z, right, up: cross(forward, right), forward, focal: random.uniform(0.76, 0.98) };
}

/** The ray through a point of an image (pixels, from the upper left corner): its length is in metres of depth. */
export function rayThrough(
  camera: Camera,
  width: number,
  height: number,
  px: number,
  py: number,
  out: Ray,
): void {
  const scale = 1 / (camera.focal * width);
  const a = (px - width / 2) * scale;
  const b = (height / 2 - py) * scale;
  const { right, up, forward } = camera;
  out[0] = camera.x;
  out[1] = camera.y;
  out[2] = camera.z;
  out[3] = forward[0] + a * right[0] + b * up[0];
  out[4] = forward[1] + a * right[1] + b * up[1];
  out[5] = forward[2] + a * right[2] + b * up[2];
  invert(out);
}

function unit(x: number, y: number, z: number): Vector {
  const k = 1 / Math.sqrt(x * x + y * y + z * z);
  return [x * k, y * k, z * k];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
