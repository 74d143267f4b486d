import type { Frame } from '../geometry/frame.js';
import type { Hit } from '../geometry/tracer.js';
import type { Room } from '../layout/room.js';
import { LIGHT_SIDE } from './area-light.js';
import { Shadows } from './shadows.js';

/**
 * The visible share of each light at each pixel (pixel by pixel, light by light).
 *
 * Every pixel asks one of a light's 16 points; the mean over 4 × 4 pixels of the same face asks them all.
 */
export function softShadows(room: Room, frame: Frame, hit: Hit): Float64Array {
  const { width, height } = frame;
  const count = room.lights.length;
  const seen = castShadows(room, frame, hit);
  const share = new Float64Array(seen.length);
  for (let y = 0; y < height; y++) {
    const top = Math.max(y - 2, 0);
    const bottom = Math.min(y + 2, height);
    for (let x = 0; x < width; x++) {
      const left = Math.max(x - 2, 0);
      const right = Math.min(x + 2, width);
      const p = y * width + x;
      let asked = 0;
      for (let v = top; v < bottom; v++) {
        for (let q = v * width + left; q < v * width + right; q++) {
          if (!frame.sameFace(p, q)) continue;
          asked++;
          for (let i = 0; i < count; i++) share[p * count + i]! += seen[q * count + i]!;
        }
      }
      for (let i = 0; i < count; i++) share[p * count + i]! /= asked;
    }
  }
  return share;
}

/** For each pixel and light: 1 where the light's point it asks is in sight. */
function castShadows(room: Room, frame: Frame, hit: Hit): Uint8Array {
  const { width, height } = frame;
  const { lights } = room;
  const shadows = new Shadows(room);
  const seen = new Uint8Array(width * height * lights.length);
  for (let p = 0; p < width * height; p++) {
    frame.load(p, hit);
    const column = (p % width) % LIGHT_SIDE;
    const row = Math.floor(p / width) % LIGHT_SIDE;
    for (let i = 0; i < lights.length; i++) {
      const light = lights[i]!;
      const above = (light.x - hit.x) * hit.nx + (light.y - hit.y) * hit.ny + (light.z - hit.z) * hit.nz;
      if (above <= 0) continue;
      if (shadows.sees(hit, i, column, row)) seen[p * lights.length + i] = 1;
    }
  }
  return seen;
}
