import type { RandomStream } from '@ftn/random';
import type { ObjectClass, Part } from '../../raster/figure.js';
import { band, ellipse, path, placed, smooth } from '../../raster/path.js';
import { cosine, sine } from '../../raster/trigonometry.js';
import { leaf } from './leaf.js';

/** Petals of one kind around a centre. */
function petals(random: RandomStream, cx: number, cy: number, reach: number): Part[] {
  const n = 5 + random.integer(5);
  const long = random.uniform(0.3, 0.38) * reach;
  const broad = ((random.uniform(0.75, 1.1) * 3.1) / n) * 0.58 * reach;
  const start = random.uniform();
  const pointed = random.chance(0.35);
  const shape = pointed
    ? leaf(2 * long, broad * 0.9).map((v, i) => (i % 2 ? v : v - long))
    : ellipse(0, 0, long, broad, 0, 1, 14);
  return Array.from({ length: n }, (_, i) => {
    const turn = start + i / n;
    const far = reach * 0.62;
    return {
      outline: placed(shape, cx + far * cosine(turn), cy + far * sine(turn), turn),
      tone: 'body' as const,
    };
  });
}

export const flower: ObjectClass = {
  name: 'flower',
  lean: 0.05,
  palettes: [
    [
      [0.93, 0.6, 0.9],
      [0.3, 0.65, 0.5],
      [0.13, 0.8, 0.9],
    ],
    [
      [0.0, 0.8, 0.85],
      [0.28, 0.7, 0.45],
      [0.14, 0.8, 0.85],
    ],
    [
      [0.15, 0.8, 0.95],
      [0.32, 0.7, 0.4],
      [0.07, 0.7, 0.4],
    ],
    [
      [0.74, 0.55, 0.8],
      [0.3, 0.6, 0.45],
      [0.14, 0.7, 0.9],
    ],
  ],
  draw(random) {
    const cx = random.uniform(-0.15, 0.15);
    const cy = random.uniform(-0.46, -0.32);
    const reach = random.uniform(0.48, 0.64);
    const stem = smooth(
      path([cx, cy], [random.uniform(-0.1, 0.1), 0.35], [random.uniform(-0.12, 0.12), 1]),
      false,
    );
    const parts: Part[] = [{ outline: band(stem, 0.08, 0.1), tone: 'second' }];
    const leaves = random.integer(3);
    for (let i = 0; i < leaves; i++) {
      const right = (i + Number(random.chance(0.2))) % 2 === 0;
      const turn = right ? random.uniform(-0.13, -0.04) : 0.5 + random.uniform(0.04, 0.13);
      parts.push({ outline: placed(leaf(0.58, 0.15), 0, random.uniform(0.45, 0.8), turn), tone: 'second' });
    }
    const core = reach * random.uniform(0.28, 0.42);
    return [
      ...parts,
      ...petals(random, cx, cy, reach),
      { outline: ellipse(cx, cy, core, core, 0, 1, 16), tone: 'accent' },
    ];
  },
};

/** Foliage as a cloud: an ellipse with `n` bumps. */
function crown(random: RandomStream, cy: number, rx: number, ry: number): number[] {
  const n = 7 + random.integer(5);
  const points: number[] = [];
  for (let i = 0; i < n; i++) {
    const turn = i / n;
    const swell = random.uniform(0.88, 1.1);
    points.push(rx * swell * cosine(turn), cy + ry * swell * sine(turn));
    points.push(rx * 0.86 * cosine(turn + 0.5 / n), cy + ry * 0.86 * sine(turn + 0.5 / n));
  }
  return smooth(points, true, 4);
}

function conifer(random: RandomStream): Part[] {
  const tiers = 2 + random.integer(3);
  const wide = random.uniform(0.5, 0.75);
  const parts: Part[] = [
    { outline: band(path([0, 0.5], [0, 0.96]), random.uniform(0.14, 0.24)), tone: 'second' },
  ];
  for (let i = tiers - 1; i >= 0; i--) {
    const top = -0.98 + (i * 1.2) / tiers;
    const bottom = Math.min(top + 1.75 / tiers + 0.1, 0.68);
    const half = wide * (0.5 + (0.5 * (i + 1)) / tiers);
    parts.push({
      outline: path(
        [0, top],
        [half, bottom],
        [half * 0.3, bottom - 0.06],
        [-half * 0.3, bottom - 0.06],
        [-half, bottom],
      ),
      tone: 'body',
    });
  }
  return parts;
}

export const tree: ObjectClass = {
  name: 'tree',
  lean: 0.03,
  palettes: [
    [
      [0.3, 0.7, 0.45],
      [0.08, 0.55, 0.4],
      [0.27, 0.6, 0.6],
    ],
    [
      [0.25, 0.6, 0.5],
      [0.07, 0.5, 0.35],
      [0.2, 0.6, 0.6],
    ],
    [
      [0.08, 0.8, 0.75],
      [0.07, 0.5, 0.35],
      [0.12, 0.8, 0.8],
    ],
    [
      [0.4, 0.55, 0.35],
      [0.08, 0.45, 0.4],
      [0.38, 0.5, 0.5],
    ],
  ],
  draw(random) {
    if (random.chance(0.4)) return conifer(random);
    const thick = random.uniform(0.16, 0.3);
    const cy = random.uniform(-0.4, -0.2);
    const rx = random.uniform(0.55, 0.9);
    const ry = random.uniform(0.48, 0.66);
    const parts: Part[] = [
      { outline: band(path([0, cy], [0, 0.45], [0, 0.96]), thick * 0.75, thick * 1.35), tone: 'second' },
    ];
    if (random.chance(0.5)) {
      parts.push({
        outline: band(path([0, 0.35], [rx * 0.45, 0.02]), thick * 0.5, thick * 0.35),
        tone: 'second',
        minor: true,
      });
    }
    const arc = smooth(path([-rx * 0.4, cy + 0.1], [-rx * 0.2, cy + 0.24], [0, cy + 0.12]), false);
    parts.push({ outline: crown(random, cy, rx, ry), tone: 'body', lines: random.chance(0.5) ? [arc] : [] });
    return parts;
  },
};
