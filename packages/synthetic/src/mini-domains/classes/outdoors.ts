import type { ObjectClass, Part } from '../../raster/figure.js';
import { band, cornered, ellipse, path, rectangle, smooth } from '../../raster/path.js';
import { cosine, sine } from '../../raster/trigonometry.js';

export const house: ObjectClass = {
  name: 'house',
  lean: 0.02,
  palettes: [
    [
      [0.1, 0.25, 0.88],
      [0.02, 0.65, 0.55],
      [0.55, 0.35, 0.6],
    ],
    [
      [0.02, 0.5, 0.6],
      [0.0, 0.0, 0.35],
      [0.58, 0.25, 0.75],
    ],
    [
      [0.58, 0.12, 0.85],
      [0.6, 0.4, 0.4],
      [0.07, 0.6, 0.45],
    ],
  ],
  draw(random) {
    const half = random.uniform(0.55, 0.8);
    const eave = random.uniform(-0.2, 0.08);
    const ridge = random.uniform(-0.98, -0.7);
    const over = random.uniform(0.08, 0.18);
    const flat = random.chance(0.3) ? random.uniform(0.2, 0.5) * half : 0;
    const floor = 0.92;
    const parts: Part[] = [];
    if (random.chance(0.6)) {
      const x = random.uniform(0.25, 0.5) * (random.chance(0.5) ? half : -half);
      parts.push({ outline: rectangle(x - 0.1, ridge - 0.02, x + 0.1, eave), tone: 'accent' });
    }
    parts.push({ outline: rectangle(-half, eave - 0.04, half, floor), tone: 'body' });
    parts.push({
      outline: path([-half - over, eave], [-flat, ridge], [flat, ridge], [half + over, eave]),
      tone: 'second',
    });
    const door = random.uniform(-0.4, 0.4) * half;
    const wide = random.uniform(0.11, 0.17);
    const lintel = floor - random.uniform(0.45, 0.58);
    parts.push({ outline: rectangle(door - wide, lintel, door + wide, floor), tone: 'accent' });
    for (const x of [-half * 0.66, half * 0.66, 0]) {
      if (Math.abs(x - door) < wide + 0.2) continue;
      const y = eave + 0.14;
      const w = random.uniform(0.11, 0.16);
      const pane = rectangle(x - w, y, x + w, y + 2 * w);
      parts.push({
        outline: pane,
        tone: 'light',
        lines: [path([x, y], [x, y + 2 * w]), path([x - w, y + w], [x + w, y + w])],
      });
    }
    return parts;
  },
};

export const star: ObjectClass = {
  name: 'star',
  lean: 0.1,
  palettes: [
    [
      [0.14, 0.8, 0.95],
      [0.12, 0.8, 0.75],
      [0.14, 0.5, 1],
    ],
    [
      [0.0, 0.75, 0.8],
      [0.0, 0.75, 0.6],
      [0.0, 0.5, 0.95],
    ],
    [
      [0.58, 0.2, 0.85],
      [0.58, 0.2, 0.65],
      [0.58, 0.1, 0.98],
    ],
  ],
  draw(random) {
    const n = random.chance(0.85) ? 5 : 6;
    const inner = random.uniform(0.36, 0.56);
    const outer = random.uniform(0.85, 0.98);
    const corners: number[] = [];
    for (let i = 0; i < 2 * n; i++) {
      const far = i % 2 ? inner * outer : outer * random.uniform(0.94, 1.04);
      corners.push(far * sine(i / (2 * n)), -far * cosine(i / (2 * n)));
    }
    const round = random.chance(0.3);
    const outline = round ? smooth(cornered(corners), true, 3) : corners;
    const parts: Part[] = [{ outline, tone: 'body' }];
    if (!round && random.chance(0.5)) {
      for (let i = 0; i < 2 * n; i += 2) {
        const j = (i + 1) % (2 * n);
        parts.push({
          outline: path(
            [0, 0],
            [corners[2 * i]!, corners[2 * i + 1]!],
            [corners[2 * j]!, corners[2 * j + 1]!],
          ),
          tone: 'second',
          minor: true,
        });
      }
    }
    return parts;
  },
};

export const umbrella: ObjectClass = {
  name: 'umbrella',
  lean: 0.1,
  palettes: [
    [
      [0.0, 0.8, 0.75],
      [0.1, 0.05, 0.95],
      [0.08, 0.5, 0.35],
    ],
    [
      [0.6, 0.65, 0.6],
      [0.55, 0.3, 0.85],
      [0.0, 0.0, 0.25],
    ],
    [
      [0.13, 0.75, 0.9],
      [0.03, 0.75, 0.8],
      [0.08, 0.55, 0.3],
    ],
    [
      [0.8, 0.5, 0.6],
      [0.8, 0.2, 0.9],
      [0.0, 0.0, 0.3],
    ],
  ],
  draw(random) {
    const wide = random.uniform(0.78, 0.97);
    const top = random.uniform(-0.85, -0.68);
    const rim = random.uniform(-0.12, 0.08);
    const lobes = 3 + random.integer(4);
    const sag = random.uniform(0.07, 0.15);
    const hook = random.uniform(0.12, 0.2) * (random.chance(0.5) ? 1 : -1);
    const edge: number[] = [];
    const arch = (u: number): [number, number] => [-wide * cosine(u / 2), rim + (top - rim) * sine(u / 2)];
    for (let i = 0; i <= 16; i++) edge.push(...arch(i / 16));
    const scallop: number[] = [];
    for (let i = 0; i < lobes; i++) {
      const from = wide - (2 * wide * i) / lobes;
      const step = (2 * wide) / lobes;
      for (let k = 1; k <= 4; k++) scallop.push(from - (step * k) / 4, rim - sag * sine(k / 8));
    }
    const ribs = Array.from({ length: lobes - 1 }, (_, i) => {
      const x = -wide + (2 * wide * (i + 1)) / lobes;
      return smooth(path([0, top], [x * 0.72, top + (rim - top) * 0.45], [x, rim]), false, 4);
    });
    const grip = smooth(
      path([0, rim - 0.1], [0, 0.5], [0, 0.8], [hook * 0.3, 0.95], [hook, 0.97], [hook * 1.55, 0.82]),
      false,
      5,
    );
    const parts: Part[] = [
      { outline: band(grip, 0.075, 0.09), tone: 'accent' },
      { outline: band(path([0, top + 0.05], [0, top - 0.13]), 0.07, 0.03), tone: 'accent', minor: true },
      { outline: [...edge, ...scallop], tone: 'body', lines: ribs },
    ];
    if (random.chance(0.4)) {
      const k = random.integer(lobes);
      const x0 = -wide + (2 * wide * k) / lobes;
      const x1 = x0 + (2 * wide) / lobes;
      const panel = path(
        [0, top],
        [x0 * 0.72, top + (rim - top) * 0.45],
        [x0, rim],
        [(x0 + x1) / 2, rim - sag],
        [x1, rim],
        [x1 * 0.72, top + (rim - top) * 0.45],
      );
      parts.push({ outline: panel, tone: 'second', minor: true });
    }
    if (random.chance(0.2))
      parts.push({ outline: ellipse(0, top, 0.06, 0.05, 0, 1, 8), tone: 'accent', minor: true });
    return parts;
  },
};
