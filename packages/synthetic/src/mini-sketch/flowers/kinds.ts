import type { RandomStream } from '@ftn/random';
import type { Figure, Hsv, Part } from '../../raster/figure.js';
import { band, ellipse, path, placed, smooth } from '../../raster/path.js';
import { disc, dots, fan, fringed, notched, pointed, ring, round } from './petals.js';

/** A kind of flower: which colours it comes in, and how one is built. */
export interface FlowerKind {
  /** Petals, and what wears the tones 'accent' (the middle) and 'light' (an inner mark). */
  readonly petals: readonly Hsv[];
  readonly middle: Hsv;
  readonly mark: Hsv;
  /** Seen from the side, on its stem; else from above, turned anyhow. */
  readonly upright?: boolean;
  draw(random: RandomStream): Figure;
}

const white: Hsv = [0.12, 0.05, 0.97];
const yellow: Hsv = [0.14, 0.85, 0.96];
const orange: Hsv = [0.07, 0.85, 0.95];
const red: Hsv = [0.99, 0.85, 0.8];
const pink: Hsv = [0.93, 0.45, 0.93];
const violet: Hsv = [0.77, 0.6, 0.75];
const blue: Hsv = [0.63, 0.7, 0.8];
const black: Hsv = [0.75, 0.4, 0.16];
const green: Hsv = [0.24, 0.6, 0.6];
const brown: Hsv = [0.07, 0.7, 0.32];

const turn = (random: RandomStream) => random.uniform();

/** A stem with two leaves, for flowers seen from the side. */
function stalk(random: RandomStream, top: number): Part[] {
  const sway = random.uniform(-0.12, 0.12);
  const line = smooth(path([0, top], [sway, 0.5], [sway * 0.4, 1.1]), false);
  const blade = (side: number): Part => ({
    outline: placed(
      pointed(random.uniform(0.6, 0.85), 0.2),
      sway * 0.6,
      0.9,
      -0.25 + side * random.uniform(0.05, 0.1),
    ),
    tone: 'second',
  });
  return [blade(-1), blade(1), { outline: band(line, 0.08, 0.1), tone: 'second' }];
}

/** Kinds that differ by the number, the shape and the layers of their petals and by their middle; colours overlap. */
export const flowerKinds: Readonly<Record<string, FlowerKind>> = {
  anemone: {
    petals: [violet, pink, white, red],
    middle: black,
    mark: white,
    draw(random) {
      const n = 6 + random.integer(3);
      return [
        ...ring(random, { n, petal: fan, long: 0.95, broad: 0.66, start: turn(random) }),
        disc(0.3, 'light'),
        ...dots(random, 16, 0.3, 0.045, 'dark'),
        disc(0.18, 'accent'),
      ];
    },
  },
  bellflower: {
    petals: [violet, blue, white],
    middle: yellow,
    mark: green,
    upright: true,
    draw(random) {
      const bell = (x: number, y: number, size: number, lean: number): Part[] => {
        const cup = smooth(
          path(
            [0, -0.5],
            [0.24, -0.35],
            [0.3, 0.15],
            [0.46, 0.5],
            [0.2, 0.36],
            [0, 0.54],
            [-0.2, 0.36],
            [-0.46, 0.5],
            [-0.3, 0.15],
            [-0.24, -0.35],
          ),
          true,
          4,
        );
        return [
          {
            outline: placed(cup, x, y, lean, size),
            tone: 'body',
            lines: [placed([0, -0.35, 0, 0.4], x, y, lean, size)],
          },
          { outline: placed(ellipse(0, -0.5, 0.14, 0.1), x, y, lean, size), tone: 'second' },
        ];
      };
      const side = random.chance(0.5) ? 1 : -1;
      return [
        {
          outline: band(smooth(path([0.1 * side, 1.1], [0, 0.2], [-0.1 * side, -0.9]), false), 0.07),
          tone: 'second',
        },
        ...bell(-0.38 * side, -0.42, random.uniform(0.62, 0.78), 0.06 * side),
        ...bell(0.4 * side, -0.05, random.uniform(0.68, 0.85), -0.06 * side),
        ...(random.chance(0.6) ? bell(-0.36 * side, 0.45, random.uniform(0.6, 0.75), 0.05 * side) : []),
      ];
    },
  },
  buttercup: {
    petals: [yellow, [0.12, 0.9, 0.98]],
    middle: green,
    mark: yellow,
    draw(random) {
      return [
        ...ring(random, { n: 5, petal: fan, long: 0.9, broad: 0.78, start: turn(random) }),
        ...dots(random, 12, 0.26, 0.05, 'accent'),
        disc(0.14, 'accent'),
      ];
    },
  },
  carnation: {
    petals: [pink, red, white, orange],
    middle: pink,
    mark: white,
    draw(random) {
      const start = turn(random);
      return [1, 0.78, 0.55, 0.34].flatMap((long, layer) =>
        ring(random, {
          n: 9 - layer,
          petal: fringed,
          long,
          broad: 0.62 * long + 0.08,
          start: start + layer * 0.07,
          tone: layer % 2 ? 'light' : 'body',
        }),
      );
    },
  },
  daisy: {
    petals: [white, [0.93, 0.16, 0.96], [0.14, 0.3, 0.97]],
    middle: yellow,
    mark: white,
    draw(random) {
      const n = 15 + random.integer(7);
      return [
        ...ring(random, { n, petal: round, long: 0.7, broad: 0.17, start: turn(random), inner: 0.25 }),
        disc(random.uniform(0.26, 0.32), 'accent'),
      ];
    },
  },
  dahlia: {
    petals: [red, orange, violet, pink],
    middle: yellow,
    mark: orange,
    draw(random) {
      const start = turn(random);
      return [
        ...[0.98, 0.76, 0.54].flatMap((long, layer) =>
          ring(random, {
            n: 14 - 2 * layer,
            petal: pointed,
            long,
            broad: 0.36 * long + 0.03,
            start: start + layer * 0.035,
          }),
        ),
        disc(0.15, 'accent'),
      ];
    },
  },
  gentian: {
    petals: [blue, [0.66, 0.75, 0.65], violet],
    middle: white,
    mark: [0.6, 0.25, 0.9],
    draw(random) {
      const start = turn(random);
      return [
        ...ring(random, { n: 5, petal: pointed, long: 0.98, broad: 0.58, start, crease: true }),
        ...ring(random, { n: 5, petal: pointed, long: 0.42, broad: 0.2, start: start + 0.1, tone: 'light' }),
        disc(0.12, 'accent'),
      ];
    },
  },
  lily: {
    petals: [orange, white, pink],
    middle: [0.06, 0.8, 0.5],
    mark: green,
    draw(random) {
      const start = turn(random);
      const petals = (offset: number, broad: number) =>
        ring(random, { n: 3, petal: pointed, long: 1.05, broad, start: start + offset, crease: true });
      const stamens: Part[] = Array.from({ length: 6 }, (_, i) => ({
        outline: band(placed([0.05, 0, 0.48, 0], 0, 0, start + (i + 0.5) / 6), 0.04),
        tone: 'light' as const,
      }));
      return [
        ...petals(0, 0.5),
        ...petals(1 / 6, 0.36),
        ...dots(random, 9, 0.3, 0.03, 'dark'),
        ...stamens,
        ...dots(random, 6, 0.5, 0.055, 'accent'),
      ];
    },
  },
  poppy: {
    petals: [red, orange, [0.97, 0.6, 0.85]],
    middle: black,
    mark: black,
    draw(random) {
      const start = turn(random);
      return [
        ...ring(random, { n: 4, petal: round, long: 0.98, broad: 1.25, start }),
        ...ring(random, { n: 4, petal: round, long: 0.34, broad: 0.26, start, tone: 'dark' }),
        ...dots(random, 14, 0.24, 0.04, 'dark'),
        { outline: ellipse(0, 0, 0.13, 0.13, 0, 1, 12), tone: 'second' },
      ];
    },
  },
  primrose: {
    petals: [[0.15, 0.38, 0.96], pink, violet, white],
    middle: [0.13, 0.9, 0.9],
    mark: yellow,
    draw(random) {
      const start = turn(random);
      return [
        ...ring(random, { n: 5, petal: notched, long: 0.95, broad: 0.85, start }),
        ...ring(random, { n: 5, petal: pointed, long: 0.42, broad: 0.3, start, tone: 'light' }),
        disc(0.1, 'accent'),
      ];
    },
  },
  sunflower: {
    petals: [yellow, [0.11, 0.9, 0.93], orange],
    middle: brown,
    mark: [0.08, 0.6, 0.45],
    draw(random) {
      const n = 16 + random.integer(6);
      const start = turn(random);
      const seeds = random.uniform(0.44, 0.54);
      return [
        ...ring(random, { n, petal: pointed, long: 0.56, broad: 0.28, start, inner: 0.42 }),
        disc(seeds, 'accent'),
        ...dots(random, 14, seeds * 0.66, 0.04, 'dark'),
        ...dots(random, 7, seeds * 0.32, 0.04, 'light'),
      ];
    },
  },
  tulip: {
    petals: [red, yellow, pink, violet, white],
    middle: yellow,
    mark: yellow,
    upright: true,
    draw(random) {
      const open = random.uniform(0.38, 0.52);
      const cup = (x: number, lean: number, broad: number): Part => ({
        outline: placed(
          smooth(
            path(
              [0, 0.45],
              [-broad, 0.1],
              [-broad * 0.75, -0.4],
              [0, -0.72],
              [0, -0.72],
              [broad * 0.75, -0.4],
              [broad, 0.1],
            ),
            true,
            4,
          ),
          x,
          -0.3,
          lean,
        ),
        tone: 'body',
      });
      return [
        ...stalk(random, 0),
        cup(-open * 0.5, -0.03, 0.32),
        cup(open * 0.5, 0.03, 0.32),
        cup(0, 0, random.uniform(0.32, 0.4)),
      ];
    },
  },
};
