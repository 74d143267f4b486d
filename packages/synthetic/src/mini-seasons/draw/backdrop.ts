import type { Canvas } from '../../raster/canvas.js';
import { blend, type Rgb } from '../../raster/colour.js';
import { cellNoise, smoothNoise } from '../../raster/lattice.js';
import { type Landscape, type Ridge, ridgeHeight } from '../landscape.js';
import type { SeasonLook } from '../season-looks.js';

const snow: Rgb = [0.95, 0.97, 1];

/** Sets a pixel's colour. */
export function put({ rgb, size }: Canvas, x: number, y: number, colour: Rgb): void {
  rgb.set(colour, 3 * (y * size + x));
}

/** The sky with its sun and clouds. `cover` is the share of cloud, `drift` names the day. */
export function drawSky(
  canvas: Canvas,
  { horizon, sunX }: Landscape,
  look: SeasonLook,
  cover: number,
  drift: number,
): void {
  const { size } = canvas;
  const sunY = horizon * (1 - 0.85 * look.sun);
  for (let j = 0; j < size; j++) {
    const y = (j + 0.5) / size;
    const low = Math.min(y / horizon, 1);
    const ground = blend(look.zenith, look.haze, low * low * (3 - 2 * low));
    for (let i = 0; i < size; i++) {
      const x = (i + 0.5) / size;
      const [dx, dy] = [x - sunX, y - sunY];
      const squared = dx * dx + dy * dy;
      const glow = Math.min(0.0022 / (squared + 0.0014), 1);
      const field =
        0.65 * smoothNoise(x * 3 + drift, y * 7, 11) + 0.35 * smoothNoise(x * 8 + drift, y * 17, 12);
      const cloud = Math.min(Math.max((field - 0.75 + 1.3 * cover) * 2.2, 0), 1) * (1 - 0.35 * low);
      const sky = blend(ground, look.cloud, cloud);
      put(canvas, i, j, blend(sky, [1, 0.97, 0.86], glow * (1 - 0.7 * cloud)));
    }
  }
}

/** A line of mountains or hills with forest, rock and snow, lit from the sun's side. */
export function drawRidge(
  canvas: Canvas,
  { horizon, sunX }: Landscape,
  ridge: Ridge,
  look: SeasonLook,
): void {
  const { size } = canvas;
  for (let i = 0; i < size; i++) {
    const x = (i + 0.5) / size;
    const height = ridgeHeight(ridge, x);
    const top = horizon - height;
    const slope = (ridgeHeight(ridge, x + 0.01) - ridgeHeight(ridge, x - 0.01)) / 0.02;
    const lit = 1 + Math.min(Math.max(slope * (sunX > x ? -0.35 : 0.35), -0.22), 0.12);
    for (
      let j = Math.max(Math.floor(top * size), 0);
      j < Math.min(Math.ceil(horizon * size) + 1, size);
      j++
    ) {
      const y = (j + 0.5) / size;
      const cover = Math.min(Math.max((y - top) * size + 0.5, 0), 1);
      if (cover === 0) continue;
      const colour = ridgeColour(ridge, look, x, (horizon - y) / ridge.height, lit);
      const k = 3 * (j * size + i);
      const hazy = blend(look.haze, colour, 0.4 + 0.55 * ridge.near);
      for (let c = 0; c < 3; c++) canvas.rgb[k + c]! += (hazy[c]! - canvas.rgb[k + c]!) * cover;
    }
  }
}

/** What lies at a height of a ridge (1 is its top): woods below, rock, then snow as far down as the season says. */
function ridgeColour(
  { sharp, seed, bumps }: Ridge,
  look: SeasonLook,
  x: number,
  up: number,
  lit: number,
): Rgb {
  const rough = smoothNoise(x * bumps * 6, up * 5, seed + 1);
  const facet = smoothNoise(x * bumps * 2.2 + up * 1.4, up * 2.2, seed + 2);
  const tone = lit + 0.06 * rough + (sharp ? 0.1 * facet : 0);
  const woods = blend(look.far, look.needles, 0.35 + 0.25 * rough);
  const line = 1 - look.snow + 0.14 * rough + 0.1 * facet;
  let colour: Rgb = woods;
  if (sharp && up > 0.28 + 0.1 * rough) colour = look.rock;
  if (up > line) colour = look.snow < 1 && !sharp ? colour : snow;
  // Shade on snow is blue.
  const blue = colour === snow ? 1 + 0.5 * Math.min(tone - 1, 0) : tone;
  return [colour[0] * tone, colour[1] * (0.35 * blue + 0.65 * tone), colour[2] * blue];
}

/** The ground from the horizon to the lower border; its grain grows towards the viewer. */
export function drawGround(
  canvas: Canvas,
  { horizon, seed, path }: Landscape,
  look: SeasonLook,
  track: Rgb,
): void {
  const { size } = canvas;
  for (let j = Math.floor(horizon * size); j < size; j++) {
    const depth = Math.max(((j + 0.5) / size - horizon) / (1 - horizon), 0);
    // Perspective: what is far lies close together.
    const away = 1 / (depth + 0.08);
    for (let i = 0; i < size; i++) {
      const x = (i + 0.5) / size;
      const wave = smoothNoise((x - 0.5) * away * 1.3, away * 1.8, seed);
      const tuft = cellNoise(Math.floor((x - 0.5) * away * 40), Math.floor(away * 60), seed) - 0.5;
      const tone = 1 + 0.09 * wave + 0.1 * tuft * Math.min(depth * 2, 1) * (1 - 0.6 * look.snow);
      let colour = blend(look.far, look.near, Math.min(depth * 1.5, 1));
      if (path && onPath(path, x, depth, seed)) colour = blend(colour, track, 0.75);
      put(canvas, i, j, [colour[0] * tone, colour[1] * tone, colour[2] * tone]);
    }
  }
}

function onPath([from, to]: readonly [number, number], x: number, depth: number, seed: number): boolean {
  const bend = 0.16 * smoothNoise(depth * 2.5, 0.5, seed + 3) * (1 - depth);
  const middle = to + (from - to) * depth + bend;
  return Math.abs(x - middle) < 0.012 + 0.07 * depth;
}
