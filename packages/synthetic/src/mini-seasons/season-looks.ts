import type { Season } from '@ftn/datasets';
import type { RandomStream } from '@ftn/random';
import { hsv, type Rgb } from '../raster/colour.js';

/** How a season colours a landscape; colours as shown on a screen. */
export interface SeasonLook {
  /** The sky above and at the horizon. */
  readonly zenith: Rgb;
  readonly haze: Rgb;
  /** Cloud cover, 0 to 1, and the clouds' colour. */
  readonly clouds: readonly [number, number];
  readonly cloud: Rgb;
  /** Height of the sun over the horizon, 0 to 1, and the tint of its light. */
  readonly sun: number;
  readonly light: Rgb;
  /** The ground near and far, and how much it varies. */
  readonly near: Rgb;
  readonly far: Rgb;
  /** Rock, and how far down the snow lies on mountains: 0 none, 1 to the foot. */
  readonly rock: Rgb;
  readonly snow: number;
  readonly water: Rgb;
  /** Colour of a conifer. */
  readonly needles: Rgb;
}

export const seasonLooks: Readonly<Record<Season, SeasonLook>> = {
  spring: {
    zenith: [0.42, 0.64, 0.9],
    haze: [0.87, 0.93, 0.97],
    clouds: [0.2, 0.5],
    cloud: [0.98, 0.98, 0.99],
    sun: 0.75,
    light: [1.02, 1.01, 0.98],
    near: [0.42, 0.66, 0.22],
    far: [0.66, 0.8, 0.44],
    rock: [0.52, 0.55, 0.52],
    snow: 0.42,
    water: [0.36, 0.58, 0.66],
    needles: [0.2, 0.44, 0.22],
  },
  summer: {
    zenith: [0.16, 0.43, 0.86],
    haze: [0.7, 0.85, 0.98],
    clouds: [0, 0.3],
    cloud: [1, 1, 1],
    sun: 0.95,
    light: [1.06, 1.03, 0.94],
    near: [0.27, 0.48, 0.12],
    far: [0.5, 0.63, 0.26],
    rock: [0.5, 0.49, 0.47],
    snow: 0.1,
    water: [0.13, 0.42, 0.66],
    needles: [0.1, 0.32, 0.14],
  },
  autumn: {
    zenith: [0.52, 0.6, 0.72],
    haze: [0.95, 0.84, 0.68],
    clouds: [0.3, 0.75],
    cloud: [0.9, 0.84, 0.78],
    sun: 0.3,
    light: [1.08, 0.98, 0.82],
    near: [0.5, 0.38, 0.14],
    far: [0.72, 0.58, 0.3],
    rock: [0.5, 0.44, 0.38],
    snow: 0.2,
    water: [0.32, 0.42, 0.48],
    needles: [0.16, 0.32, 0.14],
  },
  winter: {
    zenith: [0.5, 0.61, 0.77],
    haze: [0.8, 0.84, 0.9],
    clouds: [0.35, 0.9],
    cloud: [0.82, 0.84, 0.88],
    sun: 0.2,
    light: [0.95, 0.98, 1.04],
    near: [0.93, 0.95, 0.99],
    far: [0.85, 0.89, 0.95],
    rock: [0.5, 0.54, 0.6],
    snow: 1,
    water: [0.76, 0.85, 0.91],
    needles: [0.12, 0.25, 0.2],
  },
};

/** The four seasons, in the order of their labels. */
export const seasonLabels = Object.keys(seasonLooks) as readonly Season[];

/** The colour of one broad-leaved tree's crown; undefined where it is bare. */
export function leafColour(season: Season, random: RandomStream): Rgb | undefined {
  const spread = random.uniform(0.9, 1.1);
  switch (season) {
    case 'spring':
      if (random.chance(0.55))
        return random.pick<Rgb>([
          [0.97, 0.72, 0.82],
          [0.98, 0.86, 0.9],
          [0.95, 0.62, 0.76],
        ]);
      return hsv(random.uniform(0.21, 0.26), 0.6, 0.72 * spread);
    case 'summer':
      return hsv(random.uniform(0.25, 0.33), random.uniform(0.6, 0.8), 0.42 * spread);
    case 'autumn':
      return hsv(random.uniform(0, 0.14), random.uniform(0.78, 0.95), 0.76 * spread);
    case 'winter':
      return undefined;
  }
}
