import type { ObjectClass, Part } from '../../raster/figure.js';
import { band, cornered, ellipse, path, rectangle, smooth } from '../../raster/path.js';

export const airplane: ObjectClass = {
  name: 'airplane',
  lean: 0.12,
  palettes: [
    [
      [0.6, 0.05, 0.92],
      [0.6, 0.1, 0.75],
      [0.62, 0.7, 0.6],
    ],
    [
      [0.1, 0.08, 0.9],
      [0.0, 0.8, 0.75],
      [0.6, 0.5, 0.35],
    ],
    [
      [0.58, 0.5, 0.7],
      [0.58, 0.45, 0.5],
      [0.14, 0.7, 0.9],
    ],
  ],
  draw(random) {
    const girth = random.uniform(0.13, 0.2);
    const sweep = random.uniform(0.1, 0.5);
    const span = random.uniform(0.68, 0.95);
    const chord = random.uniform(0.26, 0.4);
    const root = random.uniform(0.0, 0.24);
    const far = span * random.uniform(0.45, 0.85);
    const tip = chord * random.uniform(0.3, 0.7);
    const fin = random.uniform(0.32, 0.5);
    const hull = smooth(
      path(
        [0.97, 0.02],
        [0.75, -girth * 0.8],
        [0.2, -girth],
        [-0.6, -girth * 0.75],
        [-0.95, -girth * 0.35],
        [-0.95, girth * 0.2],
        [-0.5, girth * 0.8],
        [0.2, girth],
        [0.75, girth * 0.75],
      ),
    );
    const windows: Part[] = [];
    const n = 3 + random.integer(3);
    for (let i = 0; i < n; i++) {
      windows.push({
        outline: ellipse(0.5 - (i * 0.85) / n, -girth * 0.25, 0.045, 0.05, 0, 1, 8),
        tone: 'accent',
        minor: true,
      });
    }
    return [
      {
        outline: path(
          [root + 0.02, -girth * 0.5],
          [root - sweep - tip * 0.5, -far],
          [root - sweep - tip, -far],
          [root - chord, -girth * 0.4],
        ),
        tone: 'second',
      },
      {
        outline: path(
          [-0.55, -girth * 0.4],
          [-0.86, -girth - fin],
          [-0.99, -girth - fin],
          [-0.9, -girth * 0.3],
        ),
        tone: 'second',
      },
      { outline: hull, tone: 'body' },
      ...windows,
      {
        outline: path([-0.66, 0], [-0.95, fin * 0.6], [-1.02, fin * 0.6], [-0.9, 0]),
        tone: 'second',
        minor: true,
      },
      {
        outline: path(
          [root + 0.06, girth * 0.3],
          [root - sweep * 0.9, span],
          [root - sweep * 0.9 - tip, span],
          [root - chord, girth * 0.3],
        ),
        tone: 'second',
      },
    ];
  },
};

export const car: ObjectClass = {
  name: 'car',
  lean: 0.03,
  palettes: [
    [
      [0.0, 0.8, 0.75],
      [0.56, 0.25, 0.8],
      [0.13, 0.5, 0.95],
    ],
    [
      [0.6, 0.7, 0.6],
      [0.56, 0.2, 0.85],
      [0.13, 0.4, 0.95],
    ],
    [
      [0.0, 0.0, 0.8],
      [0.58, 0.3, 0.45],
      [0.1, 0.6, 0.9],
    ],
    [
      [0.14, 0.8, 0.85],
      [0.56, 0.25, 0.6],
      [0.0, 0.7, 0.8],
    ],
  ],
  draw(random) {
    const roof = random.uniform(-0.62, -0.4);
    const belt = random.uniform(-0.14, 0.02);
    const hood = random.uniform(0.28, 0.58);
    const boot = random.uniform(-0.95, -0.5);
    const wheel = random.uniform(0.18, 0.26);
    const front = random.uniform(0.5, 0.62);
    const rear = random.uniform(-0.62, -0.48);
    const floor = 0.34;
    const slope = random.uniform(0.16, 0.34);
    const body = smooth(
      cornered(
        path(
          [0.97, floor],
          [0.97, belt + 0.2],
          [hood + 0.08, belt],
          [hood - slope, roof],
          [boot + slope * 0.7, roof],
          [boot, belt - 0.02],
          [-0.96, belt + 0.1],
          [-0.97, floor],
        ),
      ),
      true,
      3,
    );
    const middle = (hood - slope + boot + slope * 0.7) / 2;
    const glass = roof + 0.09;
    const parts: Part[] = [
      {
        outline: body,
        tone: 'body',
        lines: [
          path([middle, belt + 0.04], [middle, floor - 0.04]),
          path([-0.9, floor - 0.12], [0.92, floor - 0.12]),
        ],
      },
      {
        outline: path(
          [middle + 0.05, glass],
          [hood - slope - 0.02, glass],
          [hood - 0.06, belt],
          [middle + 0.05, belt],
        ),
        tone: 'second',
      },
      {
        outline: path(
          [middle - 0.05, glass],
          [boot + slope * 0.7 + 0.05, glass],
          [boot + 0.1, belt],
          [middle - 0.05, belt],
        ),
        tone: 'second',
      },
      { outline: ellipse(0.9, belt + 0.27, 0.06, 0.07, 0, 1, 10), tone: 'accent', minor: true },
    ];
    for (const x of [front, rear]) {
      parts.push({ outline: ellipse(x, floor + 0.04, wheel, wheel, 0, 1, 20), tone: 'dark' });
      parts.push({
        outline: ellipse(x, floor + 0.04, wheel * 0.48, wheel * 0.48, 0, 1, 14),
        tone: 'light',
        minor: true,
      });
    }
    return parts;
  },
};

export const sailboat: ObjectClass = {
  name: 'sailboat',
  lean: 0.05,
  palettes: [
    [
      [0.07, 0.6, 0.5],
      [0.1, 0.05, 0.97],
      [0.0, 0.8, 0.8],
    ],
    [
      [0.6, 0.6, 0.5],
      [0.14, 0.15, 0.95],
      [0.03, 0.8, 0.85],
    ],
    [
      [0.0, 0.7, 0.65],
      [0.55, 0.12, 0.95],
      [0.58, 0.65, 0.7],
    ],
  ],
  draw(random) {
    const deck = random.uniform(0.42, 0.55);
    const keel = random.uniform(0.82, 0.98);
    const mast = random.uniform(-0.2, 0.1);
    const bow = random.uniform(0.78, 0.98);
    const stern = random.uniform(-0.92, -0.7);
    const boom = deck - random.uniform(0.08, 0.16);
    const main = path(
      [mast - 0.05, -0.86],
      [mast - 0.22, -0.3],
      [stern + random.uniform(0.0, 0.3), boom],
      [mast - 0.05, boom],
    );
    const hull = path([stern, deck], [bow, deck - 0.05], [bow * 0.66, keel], [stern * 0.72, keel]);
    const parts: Part[] = [
      { outline: rectangle(mast - 0.035, -0.96, mast + 0.035, deck + 0.05), tone: 'dark' },
      { outline: smooth(main, true, 4), tone: 'second' },
    ];
    if (random.chance(0.7)) {
      const jib = path(
        [mast + 0.07, -0.75],
        [mast + 0.3, -0.2],
        [bow - random.uniform(0.05, 0.25), boom + 0.02],
        [mast + 0.07, boom],
      );
      parts.push({ outline: smooth(jib, true, 4), tone: random.chance(0.5) ? 'accent' : 'second' });
    }
    if (random.chance(0.4))
      parts.push({
        outline: path([mast, -0.98], [mast + 0.24, -0.9], [mast, -0.82]),
        tone: 'accent',
        minor: true,
      });
    parts.push({
      outline: hull,
      tone: 'body',
      lines: [path([stern * 0.9, deck + 0.13], [bow * 0.9, deck + 0.1])],
    });
    if (random.chance(0.3)) {
      parts.push({
        outline: band(
          smooth(
            path([-0.98, keel], [-0.5, keel - 0.06], [0, keel + 0.02], [0.5, keel - 0.06], [0.98, keel]),
            false,
          ),
          0.07,
        ),
        tone: 'light',
        minor: true,
      });
    }
    return parts;
  },
};
