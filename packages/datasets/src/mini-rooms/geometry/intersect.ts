import type { Part } from './part.js';
import { createRay, invert, type Ray } from './ray.js';

const turnedRay = createRay();

/** Where a ray in the thing's frame enters a part, in lengths of the ray; Infinity where it misses or starts inside. */
export function distanceTo(part: Part, ray: Ray): number {
  if (part.rotation === undefined && part.shape === 'box') {
    return enterBox(ray, part.cx, part.cy, part.cz, part.hx, part.hy, part.hz);
  }
  const local = turnedRay;
  toPart(part, ray, local);
  if (part.shape === 'ellipsoid') return enterEllipsoid(local, part);
  if (part.shape === 'frustum') return enterFrustum(local, part);
  invert(local);
  return enterBox(local, 0, 0, 0, part.hx, part.hy, part.hz);
}

/** Moves a ray so that the part's centre is the origin, and turns it with the part. */
function toPart(part: Part, ray: Ray, out: Ray): void {
  const x = ray[0]! - part.cx;
  const y = ray[1]! - part.cy;
  const z = ray[2]! - part.cz;
  const dx = ray[3]!;
  const dy = ray[4]!;
  const dz = ray[5]!;
  const r = part.rotation;
  if (r === undefined) {
    out[0] = x;
    out[1] = y;
    out[2] = z;
    out[3] = dx;
    out[4] = dy;
    out[5] = dz;
  } else {
    out[0] = r[0]! * x + r[1]! * y + r[2]! * z;
    out[1] = r[3]! * x + r[4]! * y + r[5]! * z;
    out[2] = r[6]! * x + r[7]! * y + r[8]! * z;
    out[3] = r[0]! * dx + r[1]! * dy + r[2]! * dz;
    out[4] = r[3]! * dx + r[4]! * dy + r[5]! * dz;
    out[5] = r[6]! * dx + r[7]! * dy + r[8]! * dz;
  }
}

/** The slab test (Kay and Kajiya 1986) against a box by its centre and half its extent. */
export function enterBox(
  ray: Ray,
  cx: number,
  cy: number,
  cz: number,
  hx: number,
  hy: number,
  hz: number,
): number {
  const ix = ray[6]!;
  const iy = ray[7]!;
  const iz = ray[8]!;
  const ax = hx * Math.abs(ix);
  const ay = hy * Math.abs(iy);
  const az = hz * Math.abs(iz);
  const mx = (cx - ray[0]!) * ix;
  const my = (cy - ray[1]!) * iy;
  const mz = (cz - ray[2]!) * iz;
  const enter = Math.max(mx - ax, my - ay, mz - az);
  const leave = Math.min(mx + ax, my + ay, mz + az);
  return enter > 0 && enter <= leave ? enter : Number.POSITIVE_INFINITY;
}

/** A unit sphere in stretched coordinates. */
function enterEllipsoid(ray: Ray, part: Part): number {
  const ox = ray[0]! / part.hx;
  const oy = ray[1]! / part.hy;
  const oz = ray[2]! / part.hz;
  const dx = ray[3]! / part.hx;
  const dy = ray[4]! / part.hy;
  const dz = ray[5]! / part.hz;
  const a = dx * dx + dy * dy + dz * dz;
  const b = ox * dx + oy * dy + oz * dz;
  const root = b * b - a * (ox * ox + oy * oy + oz * oz - 1);
  if (root <= 0) return Number.POSITIVE_INFINITY;
  const t = (-b - Math.sqrt(root)) / a;
  return t > 0 ? t : Number.POSITIVE_INFINITY;
}

function enterFrustum(ray: Ray, part: Part): number {
  const oy = ray[1]!;
  const dy = ray[4]!;
  let nearest = Number.POSITIVE_INFINITY;
  // The side: x² + z² = (middle + slope · y)², the one of both cones that lies between the caps.
  const slope = (part.above - part.hx) / (2 * part.hy);
  const middle = (part.above + part.hx) / 2;
  const ro = middle + slope * oy;
  const rd = slope * dy;
  const a = ray[3]! * ray[3]! + ray[5]! * ray[5]! - rd * rd;
  const b = ray[0]! * ray[3]! + ray[2]! * ray[5]! - ro * rd;
  const root = b * b - a * (ray[0]! * ray[0]! + ray[2]! * ray[2]! - ro * ro);
  if (root > 0 && (a > 1e-12 || a < -1e-12)) {
    const w = Math.sqrt(root);
    for (let k = -1; k <= 1; k += 2) {
      const t = (-b + k * w) / a;
      if (t > 0 && t < nearest && Math.abs(oy + t * dy) <= part.hy) nearest = t;
    }
  }
  for (let k = -1; k <= 1; k += 2) {
    const t = (k * part.hy - oy) / dy;
    // A ray that runs level gives Infinity or NaN and misses both caps.
    if (!(t > 0 && t < nearest)) continue;
    const x = ray[0]! + t * ray[3]!;
    const z = ray[2]! + t * ray[5]!;
    const radius = k < 0 ? part.hx : part.above;
    if (x * x + z * z <= radius * radius) nearest = t;
  }
  return nearest;
}
