import { cellNoise } from '../raster/lattice.js';
import type { Room } from './layout/room.js';

/** How far the corners of a picture darken, and how much its numbers waver. */
const VIGNETTE = 0.16;
const GRAIN = 0.018;

/**
 * Light to bytes, as a camera would: exposed to the room's mean brightness, bright parts rolled off, tinted,
 * a gamma of 2, darker corners and grain. Only arithmetic that IEEE 754 fixes.
 */
export function develop(
  light: Float64Array,
  room: Room,
  width: number,
  height: number,
  seed: number,
): Uint8Array {
  let mean = 0;
  // Bright panes count no more than a white wall.
  for (let k = 0; k < light.length; k++) mean += Math.min(light[k]!, 1.5);
  const gain = (room.exposure * room.exposure * 1.35) / (mean / light.length);
  const bytes = new Uint8Array(light.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = (2 * x + 1) / width - 1;
      const v = (2 * y + 1) / height - 1;
      const falloff = 1 - VIGNETTE * (u * u + v * v) * 0.5;
      for (let c = 0; c < 3; c++) {
        const k = 3 * (y * width + x) + c;
        const exposed = Math.max(light[k]! * gain * falloff * room.tint[c]!, 0);
        const rolled = (exposed * (1 + exposed / 2.25)) / (1 + exposed);
        const grain = GRAIN * (cellNoise(x, 3 * y + c, seed) + cellNoise(y, 3 * x + c, seed + 1) - 1);
        bytes[k] = Math.floor(Math.min(Math.max(Math.sqrt(Math.min(rolled, 1)) + grain, 0), 1) * 255 + 0.5);
      }
    }
  }
  return bytes;
}
