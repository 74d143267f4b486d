import type { RandomStream } from '@ftn/random';
import { softened } from './blur.js';
import { type Canvas, createCanvas, paint } from './canvas.js';
import { hsv, type Rgb } from './colour.js';
import { fillPath } from './coverage.js';
import { noiseField } from './noise.js';
import { ellipse, placed, rectangle } from './path.js';

/** Two colours of a place: above and below its horizon. */
type Place = readonly [Rgb, Rgb];

/** A blurred outdoor, indoor or studio background with a few things out of focus. */
export function scenery(random: RandomStream, size: number): Canvas {
  const [far, near] = choosePlace(random);
  const horizon = size * random.uniform(0.35, 0.8);
  const softness = random.chance(0.5) ? size * 0.02 : size * random.uniform(0.1, 0.5);
  const lumps = noiseField(random, size, size * random.uniform(0.08, 0.4), 3);
  const strength = random.uniform(0.06, 0.4);
  const canvas = createCanvas(size, far);
  for (let y = 0; y < size; y++) {
    const t = Math.min(Math.max((y - horizon) / softness + 0.5, 0), 1);
    for (let x = 0; x < size; x++) {
      const k = y * size + x;
      const tone = 1 + strength * lumps[k]! * (0.5 + 0.5 * t) + 0.15 * (0.5 - y / size);
      for (let c = 0; c < 3; c++) canvas.rgb[3 * k + c] = (far[c]! + (near[c]! - far[c]!) * t) * tone;
    }
  }
  const things = random.integer(5);
  for (let i = 0; i < things; i++) addThing(canvas, random);
  return canvas;
}

function choosePlace(random: RandomStream): Place {
  const kind = random.integer(5);
  const hue = random.uniform();
  if (kind === 0)
    return [hsv(0.57, random.uniform(0.15, 0.5), 0.9), hsv(random.uniform(0.1, 0.33), 0.45, 0.5)];
  if (kind === 1) return [hsv(0.3, 0.4, random.uniform(0.25, 0.5)), hsv(0.27, 0.5, random.uniform(0.3, 0.6))];
  if (kind === 2)
    return [hsv(hue, 0.12, random.uniform(0.6, 0.95)), hsv(0.08, random.uniform(0.3, 0.6), 0.5)];
  if (kind === 3) return [hsv(hue, 0.2, random.uniform(0.2, 0.6)), hsv(hue, 0.2, random.uniform(0.2, 0.5))];
  return [
    hsv(hue, random.uniform(0.2, 0.6), random.uniform(0.5, 0.9)),
    hsv(hue + 0.1, 0.4, random.uniform(0.3, 0.7)),
  ];
}

/** Paints one blurred box or ball of any colour. */
function addThing(canvas: Canvas, random: RandomStream): void {
  const { size } = canvas;
  const shape = random.chance(0.5) ? ellipse(0, 0, 1, 1, 0, 1, 12) : rectangle(-1, -1, 1, 1);
  const path = placed(
    shape,
    size * random.uniform(),
    size * random.uniform(),
    random.uniform(),
    size * random.uniform(0.06, 0.22),
    size * random.uniform(0.06, 0.3),
  );
  const blurred = softened(fillPath(path, size), Math.floor(size * random.uniform(0.02, 0.06)), 1, size);
  paint(
    canvas,
    blurred,
    hsv(random.uniform(), random.uniform(0.1, 0.7), random.uniform(0.15, 0.95)),
    random.uniform(0.4, 0.9),
  );
}
