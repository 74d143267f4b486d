import type { ObjectClass, Part } from '../../raster/figure.js';
import { band, ellipse, mirrored, path, rectangle, roundedRectangle, smooth } from '../../raster/path.js';

export const bottle: ObjectClass = {
  name: 'bottle',
  lean: 0.07,
  palettes: [
    [
      [0.35, 0.7, 0.4],
      [0.12, 0.15, 0.92],
      [0.08, 0.5, 0.5],
    ],
    [
      [0.07, 0.7, 0.42],
      [0.1, 0.25, 0.9],
      [0.13, 0.7, 0.7],
    ],
    [
      [0.55, 0.25, 0.85],
      [0.58, 0.6, 0.75],
      [0.6, 0.7, 0.55],
    ],
  ],
  draw(random) {
    const belly = random.uniform(0.28, 0.46);
    const neck = belly * random.uniform(0.28, 0.5);
    const shoulder = random.uniform(-0.35, 0.05);
    const lip = -0.78;
    const side = path(
      [0, lip],
      [neck, lip],
      [neck, shoulder - random.uniform(0.12, 0.3)],
      [belly, shoulder + 0.12],
      [belly, 0.5],
      [belly * 0.97, 0.9],
      [belly * 0.8, 0.97],
      [0, 0.97],
    );
    const parts: Part[] = [
      { outline: smooth(mirrored(side), true, 3), tone: 'body' },
      { outline: roundedRectangle(-neck * 1.25, -0.97, neck * 1.25, lip + 0.02, 0.04), tone: 'accent' },
    ];
    if (random.chance(0.75)) {
      const top = shoulder + random.uniform(0.2, 0.32);
      const bottom = Math.min(top + random.uniform(0.28, 0.5), 0.86);
      parts.push({
        outline: rectangle(-belly * 0.98, top, belly * 0.98, bottom),
        tone: 'second',
        lines: [path([-belly * 0.5, (top + bottom) / 2], [belly * 0.5, (top + bottom) / 2])],
      });
    }
    return parts;
  },
};

export const cup: ObjectClass = {
  name: 'cup',
  lean: 0.05,
  palettes: [
    [
      [0.58, 0.5, 0.75],
      [0.07, 0.6, 0.3],
      [0.12, 0.1, 0.95],
    ],
    [
      [0.1, 0.06, 0.95],
      [0.07, 0.65, 0.32],
      [0.6, 0.6, 0.6],
    ],
    [
      [0.0, 0.7, 0.7],
      [0.06, 0.5, 0.25],
      [0.1, 0.1, 0.95],
    ],
    [
      [0.42, 0.4, 0.65],
      [0.09, 0.6, 0.4],
      [0.12, 0.15, 0.9],
    ],
  ],
  draw(random) {
    const rim = random.uniform(0.46, 0.66);
    const base = rim * random.uniform(0.5, 1.0);
    const top = random.uniform(-0.66, -0.4);
    const bottom = random.uniform(0.5, 0.74);
    const open = random.uniform(0.1, 0.2);
    const x = -0.16;
    const middle = (top + bottom) / 2 - 0.05;
    const wide = x + (rim + base) / 2;
    const loop = ellipse(
      wide - 0.04,
      middle,
      random.uniform(0.3, 0.42),
      (bottom - top) * random.uniform(0.26, 0.36),
      -0.27,
      0.27,
      14,
    );
    const side = path(
      [x + rim, top],
      [x + (rim * 0.45 + base * 0.55), middle + 0.1],
      [x + base, bottom - 0.06],
      [x + base * 0.8, bottom + open * 0.35],
      [x, bottom + open * 0.5],
    );
    const parts: Part[] = [];
    if (random.chance(0.35))
      parts.push({ outline: ellipse(x, bottom + 0.08, 0.82, 0.17, 0, 1, 24), tone: 'accent' });
    parts.push({ outline: band(loop, random.uniform(0.1, 0.16)), tone: 'body' });
    parts.push({ outline: mirrored([x, top - open * 0.2, ...side], x), tone: 'body' });
    if (random.chance(0.4)) {
      parts.push({
        outline: rectangle(x - base * 0.97, middle + 0.02, x + base * 0.97, middle + 0.2),
        tone: 'accent',
        minor: true,
      });
    }
    parts.push({ outline: ellipse(x, top, rim, open, 0, 1, 22), tone: 'body' });
    parts.push({ outline: ellipse(x, top + 0.02, rim * 0.85, open * 0.72, 0, 1, 20), tone: 'second' });
    return parts;
  },
};
