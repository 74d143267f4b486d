import type { RandomStream } from '@ftn/random';
import { cellNoise, smoothNoise } from '../raster/lattice.js';

/** The kinds of landscape, in the order of their labels. */
export const landscapeKinds = ['forest', 'lake', 'meadow', 'mountains', 'village'] as const;

/** A kind of landscape. */
export type LandscapeKind = (typeof landscapeKinds)[number];

/** A line of hills or mountains: its height above the horizon along x, in image heights. */
export interface Ridge {
  readonly height: number;
  readonly seed: number;
  /** Bumps across the image; sharp for mountains. */
  readonly bumps: number;
  readonly sharp: boolean;
  /** 0 at the horizon of sight, 1 at hand: how much haze lies before it. */
  readonly near: number;
}

/** A tree of a landscape. */
export interface Tree {
  readonly kind: 'broadleaf' | 'conifer';
  readonly x: number;
  /** Where it stands: 0 at the horizon, 1 at the lower border. */
  readonly depth: number;
  readonly height: number;
  readonly seed: number;
}

/** A house of a landscape. */
export interface House {
  readonly x: number;
  readonly depth: number;
  readonly width: number;
  readonly tall: number;
  readonly tower: boolean;
  readonly seed: number;
}

/** What stays the same through the year; lengths in image sides, y downwards. */
export interface Landscape {
  readonly kind: LandscapeKind;
  readonly seed: number;
  readonly horizon: number;
  readonly sunX: number;
  readonly ridges: readonly Ridge[];
  readonly trees: readonly Tree[];
  readonly houses: readonly House[];
  /** A lake's upper and lower shore as depths. */
  readonly lake: readonly [number, number] | undefined;
  /** A path: where it starts at the lower border and where it ends at the horizon. */
  readonly path: readonly [number, number] | undefined;
  readonly fence: number | undefined;
}

/** Makes up a landscape of a kind. */
export function makeLandscape(kind: LandscapeKind, random: RandomStream): Landscape {
  const horizon =
    kind === 'mountains'
      ? random.uniform(0.5, 0.64)
      : kind === 'forest'
        ? random.uniform(0.36, 0.5)
        : random.uniform(0.4, 0.54);
  const seed = random.integer(1 << 20);
  return {
    kind,
    seed,
    horizon,
    sunX: random.uniform(0.1, 0.9),
    ridges: ridgesOf(kind, random),
    trees: treesOf(kind, random).sort((a, b) => a.depth - b.depth),
    houses: kind === 'village' ? housesOf(random) : [],
    lake: kind === 'lake' ? [random.uniform(0.08, 0.2), random.uniform(0.68, 0.9)] : undefined,
    path:
      kind === 'lake' || random.chance(0.4)
        ? undefined
        : [random.uniform(0.1, 0.9), random.uniform(0.3, 0.7)],
    fence: kind === 'meadow' && random.chance(0.6) ? random.uniform(0.3, 0.6) : undefined,
  };
}

function ridgesOf(kind: LandscapeKind, random: RandomStream): Ridge[] {
  const ridge = (height: number, bumps: number, sharp: boolean, near: number): Ridge => ({
    height,
    seed: random.integer(1 << 20),
    bumps,
    sharp,
    near,
  });
  if (kind === 'mountains') {
    return [
      ridge(random.uniform(0.36, 0.48), random.uniform(1.6, 2.6), true, 0.25),
      ridge(random.uniform(0.2, 0.32), random.uniform(2, 3.4), true, 0.5),
      ridge(random.uniform(0.06, 0.14), random.uniform(2, 4), false, 0.75),
    ];
  }
  const far = ridge(
    random.uniform(0.1, 0.22),
    random.uniform(1.5, 3),
    kind === 'lake' || random.chance(0.4),
    0.2,
  );
  return [far, ridge(random.uniform(0.04, 0.1), random.uniform(2, 4), false, 0.55)];
}

function treesOf(kind: LandscapeKind, random: RandomStream): Tree[] {
  const counts = {
    forest: [22, 34],
    lake: [5, 10],
    meadow: [2, 6],
    mountains: [4, 11],
    village: [4, 9],
  } as const;
  const [least, most] = counts[kind];
  const count = least + random.integer(most - least + 1);
  const broad = kind === 'mountains' ? 0.3 : kind === 'forest' ? random.uniform(0.5, 0.9) : 0.75;
  return Array.from({ length: count }, (_, i): Tree => {
    const depth = depthOf(kind, random, i);
    const near = 0.25 + 0.95 * depth;
    return {
      kind: random.chance(broad) ? 'broadleaf' : 'conifer',
      x: random.uniform(-0.02, 1.02),
      depth,
      height: near * random.uniform(0.26, 0.46) * (kind === 'forest' ? 1.15 : kind === 'mountains' ? 0.7 : 1),
      seed: random.integer(1 << 20),
    };
  });
}

/** How far down the image a tree stands: on a lake's shores, elsewhere anywhere. */
function depthOf(kind: LandscapeKind, random: RandomStream, i: number): number {
  if (kind === 'lake') return i % 3 === 0 ? random.uniform(0.9, 1) : random.uniform(0.02, 0.1);
  if (kind === 'forest') return 0.05 + 0.75 * random.uniform() * random.uniform(0.4, 1);
  return random.uniform(0.05, 0.85) * random.uniform(0.5, 1);
}

function housesOf(random: RandomStream): House[] {
  const count = 3 + random.integer(4);
  const tower = random.integer(count);
  return Array.from({ length: count }, (_, i): House => {
    const depth = random.uniform(0.06, 0.45);
    const scale = 0.45 + depth;
    return {
      x: (i + random.uniform(0.25, 0.75)) / count,
      depth,
      width: scale * random.uniform(0.15, 0.24),
      tall: scale * random.uniform(0.1, 0.15),
      tower: i === tower && random.chance(0.7),
      seed: random.integer(1 << 20),
    };
  }).sort((a, b) => a.depth - b.depth);
}

/** A ridge's height over the horizon at x, in image heights. */
export function ridgeHeight({ height, seed, bumps, sharp }: Ridge, x: number): number {
  const at = x * bumps;
  if (!sharp) return height * (0.6 + 0.3 * smoothNoise(at, 0.5, seed) + 0.1 * smoothNoise(at * 3, 7.5, seed));
  // The highest of several peaks with straight flanks, roughened.
  let highest = 0;
  for (let i = -1; i < bumps * 2 + 1; i++) {
    const middle = (i + 0.2 + 0.6 * cellNoise(i, 1, seed)) / 2;
    const peak = 0.5 + 0.5 * cellNoise(i, 2, seed);
    const flank = 0.7 + 0.5 * cellNoise(i, 3, seed);
    highest = Math.max(highest, peak - Math.abs(at - middle) * flank);
  }
  const crag = smoothNoise(at * 5, 3.5, seed);
  const grain = smoothNoise(at * 13, 9.5, seed);
  return height * (0.12 + 0.88 * highest + 0.05 * crag + 0.025 * grain);
}
