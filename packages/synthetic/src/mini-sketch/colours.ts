import type { RandomStream } from '@ftn/random';
import { hsv, type Rgb } from '../raster/colour.js';
import type { Hsv } from '../raster/figure.js';

/** A colour near a given one: as one individual of a kind differs from another. */
export function near(random: RandomStream, [h, s, v]: Hsv, spread = 1): Rgb {
  return hsv(
    h + random.uniform(-0.025, 0.025) * spread,
    Math.min(s * (1 + random.uniform(-0.18, 0.15) * spread), 1),
    Math.min(v * (1 + random.uniform(-0.16, 0.1) * spread), 1),
  );
}
