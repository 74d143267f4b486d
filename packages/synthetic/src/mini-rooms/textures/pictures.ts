import { hsv, type Rgb } from '../../raster/colour.js';
import { cellNoise, smoothNoise } from '../../raster/lattice.js';
import type { Surface } from '../geometry/surface.js';
import { linear, type Material } from './material.js';

/** What hangs in a picture's frame: hills under a sky, patches of colour, or a ball on a ground. */
export function paintingAt(material: Material, surface: Surface, out: Float64Array): void {
  const { seed, first, second } = material;
  const x = surface.u / surface.hu;
  const y = surface.v / surface.hv;
  const kind = Math.floor(cellNoise(1, 1, seed) * 3);
  if (kind === 0) {
    const hill = 0.5 * smoothNoise(x * 1.5 + 9, 1, seed);
    const far = 0.35 + 0.4 * smoothNoise(x * 2.3, 5, seed);
    const shade = y < hill - 0.3 ? 0.45 : y < far ? 0.75 : 1.15 + 0.25 * y;
    write(out, y < far ? first : second, shade);
  } else if (kind === 1) {
    const i = Math.floor(x * 1.9 + 3 + 0.4 * cellNoise(2, 2, seed));
    const j = Math.floor(y * 1.6 + 3);
    const hue = cellNoise(i, j, seed);
    write(out, linear(hsv(hue, 0.35 + 0.5 * cellNoise(j, i, seed), 0.85)), 1);
  } else {
    const dx = x - 0.6 * (cellNoise(3, 1, seed) - 0.5);
    const dy = y - 0.4 * (cellNoise(3, 2, seed) - 0.5);
    const inside = dx * dx + dy * dy < 0.25;
    write(out, inside ? second : first, inside ? 1.1 - 0.5 * dx : y < -0.4 ? 0.6 : 1);
  }
}

const clearSky: Rgb = [0.36, 0.58, 0.9];
const haze: Rgb = [0.9, 0.94, 1];
const green: Rgb = [0.12, 0.26, 0.08];

/** What a window looks out on: sky, far trees and sometimes a house. */
export function viewAt({ seed, first }: Material, surface: Surface, out: Float64Array): void {
  const x = surface.u * 1.6;
  const y = surface.v * 1.6;
  const trees = -0.45 + 0.22 * smoothNoise(x * 3, 2, seed) + 0.3 * smoothNoise(x, 4, seed);
  const side = cellNoise(5, 5, seed) * 2 - 1;
  const house = cellNoise(6, 6, seed) < 0.5 && Math.abs(x - side) < 0.45 && y < 0.05;
  if (house) {
    const pane = Math.abs(x * 6 - Math.round(x * 6)) < 0.22 && Math.abs(y * 5 - Math.round(y * 5)) < 0.25;
    write(out, pane ? green : first, pane ? 0.7 : 0.8);
  } else if (y < trees) {
    write(out, green, 0.8 + 0.5 * smoothNoise(x * 9, y * 9, seed));
  } else {
    const t = Math.min(Math.max((y - trees) * 0.8, 0), 1);
    for (let c = 0; c < 3; c++) out[c] = haze[c]! + (clearSky[c]! - haze[c]!) * t;
  }
}

function write(out: Float64Array, colour: Rgb, tone: number): void {
  out[0] = colour[0] * tone;
  out[1] = colour[1] * tone;
  out[2] = colour[2] * tone;
}
