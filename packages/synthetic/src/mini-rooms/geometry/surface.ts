import type { Part } from './part.js';

/** A point on a part: its normal in the thing's frame, which face it lies on, and where on it (metres). */
export interface Surface {
  /** The point in the thing's frame. */
  x: number;
  y: number;
  z: number;
  nx: number;
  ny: number;
  nz: number;
  /** 0–5: a box's faces or a frustum's side, bottom and top; flat faces alone make creases. */
  face: number;
  u: number;
  v: number;
  /** Half the face's extent along u and v. */
  hu: number;
  hv: number;
}

export function createSurface(): Surface {
  return { x: 0, y: 0, z: 0, nx: 0, ny: 0, nz: 0, face: 0, u: 0, v: 0, hu: 1, hv: 1 };
}

/** Describes the part's surface at the point (x, y, z) that `out` already has. */
export function surfaceAt(part: Part, out: Surface): void {
  let x = out.x - part.cx;
  let y = out.y - part.cy;
  let z = out.z - part.cz;
  const r = part.rotation;
  if (r) {
    const ax = x;
    const ay = y;
    const az = z;
    x = r[0]! * ax + r[1]! * ay + r[2]! * az;
    y = r[3]! * ax + r[4]! * ay + r[5]! * az;
    z = r[6]! * ax + r[7]! * ay + r[8]! * az;
  }
  if (part.shape === 'box') onBox(part, x, y, z, out);
  else if (part.shape === 'ellipsoid') onEllipsoid(part, x, y, z, out);
  else onFrustum(part, x, y, z, out);
  if (r) {
    const { nx, ny, nz } = out;
    out.nx = r[0]! * nx + r[3]! * ny + r[6]! * nz;
    out.ny = r[1]! * nx + r[4]! * ny + r[7]! * nz;
    out.nz = r[2]! * nx + r[5]! * ny + r[8]! * nz;
  }
}

function onBox(part: Part, x: number, y: number, z: number, out: Surface): void {
  const ex = part.hx - Math.abs(x);
  const ey = part.hy - Math.abs(y);
  const ez = part.hz - Math.abs(z);
  out.nx = 0;
  out.ny = 0;
  out.nz = 0;
  if (ex <= ey && ex <= ez) {
    out.nx = x > 0 ? 1 : -1;
    set(out, x > 0 ? 1 : 0, z, y, part.hz, part.hy);
  } else if (ey <= ez) {
    out.ny = y > 0 ? 1 : -1;
    set(out, y > 0 ? 3 : 2, x, z, part.hx, part.hz);
  } else {
    out.nz = z > 0 ? 1 : -1;
    set(out, z > 0 ? 5 : 4, x, y, part.hx, part.hy);
  }
}

function onEllipsoid(part: Part, x: number, y: number, z: number, out: Surface): void {
  setNormal(out, x / (part.hx * part.hx), y / (part.hy * part.hy), z / (part.hz * part.hz));
  set(out, 0, x + z, y, part.hx, part.hy);
}

function onFrustum(part: Part, x: number, y: number, z: number, out: Surface): void {
  const slope = (part.above - part.hx) / (2 * part.hy);
  const radius = (part.above + part.hx) / 2 + slope * y;
  const rim = Math.sqrt(x * x + z * z);
  if (part.hy - Math.abs(y) < radius - rim) {
    setNormal(out, 0, y, 0);
    set(out, y > 0 ? 2 : 1, x, z, part.hz, part.hz);
  } else {
    setNormal(out, x, -slope * rim, z);
    set(out, 0, x + z, y, part.hz, part.hy);
  }
}

function setNormal(out: Surface, x: number, y: number, z: number): void {
  const k = 1 / Math.sqrt(x * x + y * y + z * z);
  out.nx = x * k;
  out.ny = y * k;
  out.nz = z * k;
}

function set(out: Surface, face: number, u: number, v: number, hu: number, hv: number): void {
  out.face = face;
  out.u = u;
  out.v = v;
  out.hu = hu;
  out.hv = hv;
}
