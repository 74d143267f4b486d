import type { Frame } from '../geometry/frame.js';
import type { Tracer } from '../geometry/tracer.js';
import type { Room } from '../layout/room.js';
import { shade } from './shade.js';

/** The four points of a pixel that are asked where faces meet (a rotated square). */
const POINTS = [0.375, 0.125, 0.875, 0.375, 0.625, 0.875, 0.125, 0.625] as const;

/** Replaces the light of pixels on which two faces meet by the mean over four points of each. */
export function smoothBorders(
  room: Room,
  tracer: Tracer,
  frame: Frame,
  shadows: Float64Array,
  focal: number,
  light: Float64Array,
): void {
  const { width, height } = frame;
  const hit = tracer.createHit();
  const colour = new Float64Array(3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      if (!isBorder(frame, x, y)) continue;
      light.fill(0, 3 * p, 3 * p + 3);
      for (let s = 0; s < POINTS.length; s += 2) {
        tracer.trace(x + POINTS[s]!, y + POINTS[s + 1]!, hit);
        const from = nearestOf(frame, hit.thing, hit.face, x, y) * room.lights.length;
        shade(room, hit, shadows, from, hit.depth / focal, colour);
        for (let c = 0; c < 3; c++) light[3 * p + c]! += colour[c]! / 4;
      }
    }
  }
}

function isBorder(frame: Frame, x: number, y: number): boolean {
  const { width, height } = frame;
  const p = y * width + x;
  return !(
    (x === 0 || frame.sameFace(p, p - 1)) &&
    (x + 1 === width || frame.sameFace(p, p + 1)) &&
    (y === 0 || frame.sameFace(p, p - width)) &&
    (y + 1 === height || frame.sameFace(p, p + width))
  );
}

/** The pixel whose shadow a point in pixel (x, y) shares: a neighbour that shows the same face, or its own. */
function nearestOf(
  { width, height, thing, face }: Frame,
  ofThing: number,
  ofFace: number,
  x: number,
  y: number,
): number {
  for (let v = Math.max(y - 1, 0); v <= Math.min(y + 1, height - 1); v++) {
    for (let u = Math.max(x - 1, 0); u <= Math.min(x + 1, width - 1); u++) {
      const q = v * width + u;
      if (thing[q] === ofThing && face[q] === ofFace) return q;
    }
  }
  return y * width + x;
}
