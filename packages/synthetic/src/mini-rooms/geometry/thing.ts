import { cosine, sine } from '../../raster/trigonometry.js';
import type { RoomClass } from '../room-classes.js';
import { type Part, radiusOf } from './part.js';
import { invert, type Ray, REACH } from './ray.js';

/** An object of the room: parts in a frame of its own, turned about the vertical and stood somewhere. */
export interface Thing {
  readonly label: RoomClass;
  readonly parts: readonly Part[];
  /** Where the frame's origin stands in the room, and its turn: cosine and sine of the yaw. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly cos: number;
  readonly sin: number;
  /** The box around the parts in the frame, and the ball around that box in the room. */
  readonly bounds: Bounds;
  readonly ball: Ball;
  /** Flat things on walls and the lamp that is the light throw none. */
  readonly shadow: boolean;
}

interface Bounds {
  readonly cx: number;
  readonly cy: number;
  readonly cz: number;
  readonly hx: number;
  readonly hy: number;
  readonly hz: number;
}

interface Ball {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly radius: number;
}

/** Where a thing stands: the place of its frame's origin and its yaw in turns (0 faces +z, ¼ faces +x). */
export interface Stand {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
}

/** Stands parts in the room as one thing. */
export function placeThing(label: RoomClass, parts: readonly Part[], stand: Stand, shadow = true): Thing {
  const { x, y, z } = stand;
  const [cos, sin] = [cosine(stand.yaw), sine(stand.yaw)];
  const bounds = boundsOf(parts);
  const ball = {
    x: x + cos * bounds.cx + sin * bounds.cz,
    y: y + bounds.cy,
    z: z - sin * bounds.cx + cos * bounds.cz,
    radius: Math.sqrt(bounds.hx * bounds.hx + bounds.hy * bounds.hy + bounds.hz * bounds.hz),
  };
  return { label, parts, x, y, z, cos, sin, bounds, ball, shadow };
}

function boundsOf(parts: readonly Part[]): Bounds {
  const low = [1e9, 1e9, 1e9];
  const high = [-1e9, -1e9, -1e9];
  for (const part of parts) {
    const reach = radiusOf(part);
    const wide = part.shape === 'frustum' ? part.hz : part.hx;
    const half = part.rotation ? [reach, reach, reach] : [wide, part.hy, part.hz];
    [part.cx, part.cy, part.cz].forEach((c, i) => {
      low[i] = Math.min(low[i]!, c - half[i]!);
      high[i] = Math.max(high[i]!, c + half[i]!);
    });
  }
  const [cx, cy, cz] = low.map((l, i) => (l + high[i]!) / 2) as [number, number, number];
  const [hx, hy, hz] = low.map((l, i) => (high[i]! - l) / 2) as [number, number, number];
  return { cx, cy, cz, hx, hy, hz };
}

/** Turns a ray of the room into a thing's frame. */
export function toFrame(thing: Thing, ray: Ray, out: Ray): void {
  const x = ray[0]! - thing.x;
  const z = ray[2]! - thing.z;
  const { cos, sin } = thing;
  out[0] = cos * x - sin * z;
  out[1] = ray[1]! - thing.y;
  out[2] = sin * x + cos * z;
  out[3] = cos * ray[3]! - sin * ray[5]!;
  out[4] = ray[4]!;
  out[5] = sin * ray[3]! + cos * ray[5]!;
  out[REACH] = ray[REACH]!;
  invert(out);
}

/** Whether a ray in the thing's frame runs through the box around its parts within its reach, or starts in it. */
export function meetsBounds({ bounds }: Thing, ray: Ray): boolean {
  const ax = bounds.hx * Math.abs(ray[6]!);
  const ay = bounds.hy * Math.abs(ray[7]!);
  const az = bounds.hz * Math.abs(ray[8]!);
  const mx = (bounds.cx - ray[0]!) * ray[6]!;
  const my = (bounds.cy - ray[1]!) * ray[7]!;
  const mz = (bounds.cz - ray[2]!) * ray[8]!;
  const enter = Math.max(mx - ax, my - ay, mz - az);
  const leave = Math.min(mx + ax, my + ay, mz + az);
  return leave > 0 && enter <= leave && enter < ray[REACH]!;
}
