import type { ObjectClass, Part } from '../../raster/figure.js';
import { band, ellipse, mirrored, path, placed, smooth } from '../../raster/path.js';
import { leaf } from './leaf.js';

export const apple: ObjectClass = {
  name: 'apple',
  lean: 0.06,
  palettes: [
    [
      [0.0, 0.85, 0.8],
      [0.28, 0.7, 0.5],
      [0.08, 0.6, 0.35],
    ],
    [
      [0.25, 0.7, 0.75],
      [0.3, 0.7, 0.45],
      [0.08, 0.6, 0.35],
    ],
    [
      [0.13, 0.65, 0.9],
      [0.28, 0.6, 0.5],
      [0.07, 0.6, 0.3],
    ],
  ],
  draw(random) {
    const wide = random.uniform(0.74, 0.92);
    const waist = random.uniform(0.42, 0.66);
    const dip = random.uniform(0.06, 0.2);
    const body = smooth(
      mirrored(
        path(
          [0, -0.52 + dip],
          [wide * 0.45, -0.56],
          [wide * 0.95, -0.3],
          [wide, 0.12],
          [waist, 0.68],
          [waist * 0.35, 0.84],
          [0, 0.76],
        ),
      ),
    );
    const bow = random.uniform(-0.15, 0.2);
    const parts: Part[] = [
      {
        outline: band(smooth(path([0, -0.42], [bow * 0.3, -0.65], [bow, -0.92]), false), 0.09, 0.12),
        tone: 'accent',
      },
      {
        outline: body,
        tone: 'body',
        lines: [smooth(path([-wide * 0.62, -0.12], [-wide * 0.56, -0.28], [-wide * 0.36, -0.38]), false)],
      },
    ];
    if (random.chance(0.75)) {
      parts.push({
        outline: placed(leaf(random.uniform(0.4, 0.62), 0.16), bow * 0.4, -0.62, random.uniform(-0.1, 0.05)),
        tone: 'second',
      });
    }
    return parts;
  },
};

export const mushroom: ObjectClass = {
  name: 'mushroom',
  lean: 0.05,
  palettes: [
    [
      [0.0, 0.85, 0.75],
      [0.12, 0.15, 0.9],
      [0.12, 0.05, 0.97],
    ],
    [
      [0.07, 0.6, 0.55],
      [0.1, 0.25, 0.85],
      [0.09, 0.4, 0.7],
    ],
    [
      [0.1, 0.35, 0.8],
      [0.11, 0.2, 0.88],
      [0.08, 0.45, 0.55],
    ],
  ],
  draw(random) {
    const brim = random.uniform(0.68, 0.98);
    const top = random.uniform(-0.9, -0.6);
    const rim = random.uniform(-0.02, 0.18);
    const neck = random.uniform(0.16, 0.28);
    const foot = neck * random.uniform(1.05, 1.7);
    const ring = random.uniform(0.06, 0.16);
    const stalk = smooth(
      mirrored(
        path([0, rim - 0.05], [neck, rim], [neck * 0.95, 0.45], [foot, 0.82], [foot * 0.7, 0.94], [0, 0.96]),
      ),
    );
    const cap = smooth(
      mirrored(
        path(
          [0, top],
          [brim * 0.5, top * 0.82 + 0.05],
          [brim * 0.9, rim - 0.3],
          [brim, rim - 0.04],
          [brim * 0.75, rim + ring * 0.7],
          [0, rim + ring],
        ),
      ),
    );
    const parts: Part[] = [
      { outline: stalk, tone: 'second' },
      {
        outline: cap,
        tone: 'body',
        lines: [
          smooth(path([-brim * 0.9, rim - 0.02], [0, rim + ring - 0.12], [brim * 0.9, rim - 0.02]), false),
        ],
      },
    ];
    const spots = random.chance(0.65) ? 2 + random.integer(4) : 0;
    for (let i = 0; i < spots; i++) {
      const x = ((i + 0.5) / spots - 0.5) * brim * 1.35;
      const y = rim - 0.18 + (top + 0.2 - rim) * (1 - (x / brim) ** 2) * random.uniform(0.25, 0.95);
      const r = random.uniform(0.07, 0.14);
      parts.push({ outline: ellipse(x, y, r, r * 0.8, 0, 1, 12), tone: 'accent', minor: i > 1 });
    }
    return parts;
  },
};
