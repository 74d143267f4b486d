import type { Part } from './part.js';
import { createRay, invert, type Ray, REACH } from './ray.js';

const turnedRay = createRay();

/**
 * Whether a ray in the thing's frame enters a part nearer than what it met so far; its reach is then cut to there.
 * A ray that starts inside does not enter.
 */
export function meets(part: Part, ray: Ray): boolean {
  if (part.rotation === undefined && part.shape === 'box') return entersBox(part, ray);
  const local = turnedRay;
  toPart(part, ray, local);
  const met =
    part.shape === 'ellipsoid'
      ? entersEllipsoid(part, local)
      : part.shape === 'frustum'
        ? entersFrustum(part, local)
        : entersCentredBox(part, local);
  if (met) ray[REACH] = local[REACH]!;
  return met;
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
  out[REACH] = ray[REACH]!;
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

/** The slab test (Kay and Kajiya 1986). */
function entersBox(part: Part, ray: Ray): boolean {
  const ix = ray[6]!;
  const iy = ray[7]!;
  const iz = ray[8]!;
  const ax = part.hx * Math.abs(ix);
  const ay = part.hy * Math.abs(iy);
  const az = part.hz * Math.abs(iz);
  const mx = (part.cx - ray[0]!) * ix;
  const my = (part.cy - ray[1]!) * iy;
  const mz = (part.cz - ray[2]!) * iz;
  const enter = Math.max(mx - ax, my - ay, mz - az);
  const leave = Math.min(mx + ax, my + ay, mz + az);
  if (!(enter > 0 && enter <= leave && enter < ray[REACH]!)) return false;
  ray[REACH] = enter;
  return true;
}

/** The same where the ray was moved and turned with the part. */
function entersCentredBox({ hx, hy, hz }: Part, ray: Ray): boolean {
  invert(ray);
  const ax = hx * Math.abs(ray[6]!);
  const ay = hy * Math.abs(ray[7]!);
  const az = hz * Math.abs(ray[8]!);
  const mx = -ray[0]! * ray[6]!;
  const my = -ray[1]! * ray[7]!;
  const mz = -ray[2]! * ray[8]!;
  const enter = Math.max(mx - ax, my - ay, mz - az);
  const leave = Math.min(mx + ax, my + ay, mz + az);
  if (!(enter > 0 && enter <= leave && enter < ray[REACH]!)) return false;
  ray[REACH] = enter;
  return true;
}

/** A unit sphere in stretched coordinates. */
function entersEllipsoid(part: Part, ray: Ray): boolean {
  const ox = ray[0]! / part.hx;
  const oy = ray[1]! / part.hy;
  const oz = ray[2]! / part.hz;
  const dx = ray[3]! / part.hx;
  const dy = ray[4]! / part.hy;
  const dz = ray[5]! / part.hz;
  const a = dx * dx + dy * dy + dz * dz;
  const b = ox * dx + oy * dy + oz * dz;
  const root = b * b - a * (ox * ox + oy * oy + oz * oz - 1);
  if (root <= 0) return false;
  const t = (-b - Math.sqrt(root)) / a;
  if (!(t > 0 && t < ray[REACH]!)) return false;
  ray[REACH] = t;
  return true;
}

function entersFrustum(part: Part, ray: Ray): boolean {
  const oy = ray[1]!;
  const dy = ray[4]!;
  let nearest = ray[REACH]!;
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
  if (!(nearest < ray[REACH]!)) return false;
  ray[REACH] = nearest;
  return true;
}
