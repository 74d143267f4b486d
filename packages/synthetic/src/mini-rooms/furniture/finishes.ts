import type { RandomStream } from '@ftn/random';
import { hsv, type Rgb, scaled } from '../../raster/colour.js';
import { type Material, material } from '../textures/material.js';

const woods: readonly Rgb[] = [
  [0.78, 0.6, 0.4],
  [0.62, 0.42, 0.25],
  [0.42, 0.27, 0.17],
  [0.86, 0.74, 0.56],
  [0.52, 0.3, 0.2],
];

/** A seed for a pattern. */
export function patternSeed(random: RandomStream): number {
  return random.integer(1 << 30);
}

/** Wood of one of five kinds. */
export function wood(random: RandomStream): Material {
  const tone = scaled(random.pick(woods), random.uniform(0.85, 1.1));
  return material('grained', tone, {
    second: scaled(tone, 0.78),
    period: 0.07,
    seed: patternSeed(random),
    gloss: random.uniform(0.05, 0.25),
  });
}

/** Wood, white or coloured lacquer: what furniture is made of. */
export function furnitureFinish(random: RandomStream): Material {
  if (random.chance(0.65)) return wood(random);
  const colour = random.chance(0.5)
    ? hsv(0.1, random.uniform(0, 0.08), random.uniform(0.85, 0.97))
    : hsv(random.uniform(), random.uniform(0.15, 0.6), random.uniform(0.25, 0.75));
  return material('plain', colour, { gloss: random.uniform(0.1, 0.4) });
}

/** Cloth of any colour: woven, striped or chequered. */
export function cloth(random: RandomStream, lightness: readonly [number, number] = [0.3, 0.85]): Material {
  const hue = random.uniform();
  const first = hsv(hue, random.uniform(0.05, 0.65), random.uniform(lightness[0], lightness[1]));
  const pattern = random.pick(['woven', 'woven', 'woven', 'stripes', 'checks'] as const);
  const second = random.chance(0.5) ? scaled(first, 0.72) : hsv(hue + 0.08, 0.2, 0.9);
  return material(pattern, first, {
    second,
    period: pattern === 'woven' ? 0.012 : random.uniform(0.08, 0.2),
    seed: patternSeed(random),
  });
}

/** Dark or bright metal. */
export function metal(random: RandomStream): Material {
  const value = random.chance(0.5) ? random.uniform(0.12, 0.25) : random.uniform(0.6, 0.8);
  return material('plain', hsv(0.6, 0.05, value), { gloss: 0.5 });
}
