import type { ObjectClass, Part } from '../../raster/figure.js';
import { band, ellipse, path, rectangle, roundedRectangle } from '../../raster/path.js';

export const chair: ObjectClass = {
  name: 'chair',
  lean: 0.04,
  palettes: [
    [
      [0.08, 0.6, 0.55],
      [0.08, 0.6, 0.45],
      [0.0, 0.6, 0.6],
    ],
    [
      [0.0, 0.0, 0.3],
      [0.0, 0.0, 0.22],
      [0.58, 0.5, 0.5],
    ],
    [
      [0.1, 0.4, 0.75],
      [0.1, 0.45, 0.6],
      [0.3, 0.4, 0.5],
    ],
  ],
  draw(random) {
    const half = random.uniform(0.42, 0.56);
    const seat = random.uniform(0.08, 0.26);
    const deep = random.uniform(0.18, 0.32);
    const slant = random.uniform(0.14, 0.32);
    const top = random.uniform(-0.97, -0.75);
    const leg = random.uniform(0.08, 0.13);
    const back = seat - deep;
    const foot = 0.97;
    const legs: Part[] = [
      [-half + slant, back, foot - deep * 0.9],
      [half + slant - 0.06, back, foot - deep * 0.9],
      [-half + 0.05, seat, foot],
      [half - 0.05, seat, foot],
    ].map(([x, from, to]) => ({
      outline: band(path([x!, from!], [x!, to!]), leg, leg * 0.8),
      tone: 'second',
    }));
    const left = -half + slant;
    const right = half + slant;
    const tilt = random.uniform(0.0, 0.1);
    const frame: Part[] = random.chance(0.5)
      ? [
          {
            outline: path([left, back], [left + tilt, top], [right + tilt, top], [right, back]),
            tone: 'body',
            lines: [
              path(
                [left + 0.1, back - 0.08],
                [left + tilt + 0.1, top + 0.1],
                [right + tilt - 0.1, top + 0.1],
                [right - 0.1, back - 0.08],
              ),
            ],
          },
        ]
      : slats(left, right, back, top, tilt, leg, 1 + random.integer(3));
    const plate = path([-half, seat], [left, back], [right, back], [half, seat]);
    return [
      ...legs.slice(0, 2),
      ...frame,
      ...legs.slice(2),
      { outline: plate, tone: random.chance(0.4) ? 'accent' : 'body' },
      {
        outline: path([-half, seat], [half, seat], [half, seat + 0.09], [-half, seat + 0.09]),
        tone: 'second',
      },
    ];
  },
};

/** A chair's open back: two posts and `n` rails. */
function slats(
  left: number,
  right: number,
  back: number,
  top: number,
  tilt: number,
  thick: number,
  n: number,
): Part[] {
  const rails: Part[] = Array.from({ length: n }, (_, i) => {
    const y = top + 0.1 + (i * (back - top - 0.1)) / n;
    return { outline: band(path([left + tilt * 0.8, y], [right + tilt * 0.8, y]), 0.16), tone: 'body' };
  });
  const posts: Part[] = [left, right].map((x) => ({
    outline: band(path([x, back], [x + tilt, top]), thick),
    tone: 'body',
  }));
  return [...rails, ...posts];
}

export const key: ObjectClass = {
  name: 'key',
  lean: 0.5,
  palettes: [
    [
      [0.13, 0.65, 0.75],
      [0.13, 0.65, 0.6],
      [0.1, 0.5, 0.5],
    ],
    [
      [0.58, 0.06, 0.75],
      [0.58, 0.06, 0.6],
      [0.0, 0.0, 0.4],
    ],
    [
      [0.07, 0.6, 0.55],
      [0.07, 0.6, 0.45],
      [0.07, 0.5, 0.3],
    ],
  ],
  draw(random) {
    const bow = random.uniform(0.3, 0.42);
    const hole = bow * random.uniform(0.4, 0.62);
    const thick = random.uniform(0.12, 0.18);
    const cx = -0.56;
    const square = random.chance(0.25);
    const head = square
      ? roundedRectangle(cx - bow, -bow, cx + bow, bow, 0.12)
      : ellipse(cx, 0, bow, bow * random.uniform(0.85, 1.1), 0, 1, 24);
    const end = random.uniform(0.86, 0.99);
    const parts: Part[] = [
      { outline: rectangle(cx + bow * 0.9, -thick / 2, end, thick / 2), tone: 'body' },
      { outline: head, holes: [ellipse(cx - bow * 0.1, 0, hole, hole, 0, 1, 20)], tone: 'body' },
    ];
    const teeth = 2 + random.integer(2);
    for (let i = 0; i < teeth; i++) {
      const x = end - 0.06 - i * random.uniform(0.17, 0.22);
      parts.push({
        outline: rectangle(x - 0.06, thick * 0.4, x + 0.06, thick / 2 + random.uniform(0.14, 0.32)),
        tone: 'body',
      });
    }
    return parts;
  },
};
