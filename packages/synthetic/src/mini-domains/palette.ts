import type { RandomStream } from '@ftn/random';
import { hsv, type Rgb } from '../raster/colour.js';
import type { Hsv, ObjectClass, Tone } from '../raster/figure.js';

/** The colour of each tone of one object. */
export type Palette = Readonly<Record<Tone, Rgb>>;

/** An object's own colours with a little spread, or, at chance 1 − `natural`, any colours at all. */
export function choosePalette(
  random: RandomStream,
  object: ObjectClass,
  natural: number,
  vivid = 1,
): Palette {
  const [body, second, accent] = random.chance(natural) ? random.pick(object.palettes) : anyColours(random);
  const spread = (colour: Hsv): Rgb =>
    hsv(
      colour[0] + random.uniform(-0.03, 0.03),
      Math.min(colour[1] * random.uniform(0.8, 1.15) * vivid, 1),
      Math.min(colour[2] * random.uniform(0.85, 1.12), 1),
    );
  return {
    body: spread(body),
    second: spread(second),
    accent: spread(accent),
    dark: hsv(random.uniform(), 0.15, random.uniform(0.08, 0.2)),
    light: hsv(random.uniform(), 0.06, random.uniform(0.88, 1)),
  };
}

function anyColours(random: RandomStream): readonly [Hsv, Hsv, Hsv] {
  const hue = random.uniform();
  const step = random.pick([0.08, 0.33, 0.5]);
  return [
    [hue, random.uniform(0.3, 0.9), random.uniform(0.4, 0.95)],
    [hue + step, random.uniform(0.3, 0.8), random.uniform(0.3, 0.9)],
    [hue - step, random.uniform(0.3, 0.9), random.uniform(0.4, 0.95)],
  ];
}
