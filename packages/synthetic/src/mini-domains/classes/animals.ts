import type { ObjectClass, Part } from '../../raster/figure.js';
import { band, ellipse, path, smooth } from '../../raster/path.js';

export const bird: ObjectClass = {
  name: 'bird',
  lean: 0.07,
  palettes: [
    [
      [0.58, 0.6, 0.7],
      [0.6, 0.65, 0.5],
      [0.1, 0.85, 0.9],
    ],
    [
      [0.08, 0.5, 0.5],
      [0.07, 0.55, 0.35],
      [0.11, 0.6, 0.5],
    ],
    [
      [0.0, 0.75, 0.75],
      [0.0, 0.75, 0.5],
      [0.12, 0.85, 0.9],
    ],
    [
      [0.15, 0.75, 0.9],
      [0.13, 0.7, 0.65],
      [0.06, 0.8, 0.85],
    ],
  ],
  draw(random) {
    const plump = random.uniform(0.34, 0.5);
    const headX = random.uniform(0.46, 0.6);
    const headY = random.uniform(-0.52, -0.34);
    const head = random.uniform(0.2, 0.28);
    const tail = random.uniform(0.75, 1.0);
    const lift = random.uniform(-0.3, 0.15);
    const beak = random.uniform(0.18, 0.34);
    const feet = random.uniform(0.78, 0.95);
    const legs: Part[] = [0.02, 0.2].map((x) => ({
      outline: band(path([x, 0.3], [x + 0.02, feet], [x + 0.16, feet + 0.02]), 0.055),
      tone: 'accent',
    }));
    const body = smooth(
      path(
        [headX, headY + head * 0.6],
        [0.5, 0.12],
        [0.1, plump + 0.05],
        [-0.4, plump * 0.62],
        [-0.66, lift * 0.5 + 0.04],
        [-0.35, -plump * 0.5],
        [0.12, -plump * 0.72],
      ),
    );
    const wing = smooth(
      path([0.3, -0.08], [0.08, 0.24], [-0.3, 0.3], [-0.72, lift * 0.4 + 0.24], [-0.4, 0.02], [0, -0.16]),
    );
    return [
      ...legs,
      {
        outline: path([-0.45, -0.08], [-tail, lift - 0.12], [-tail * 0.96, lift + 0.16], [-0.42, 0.18]),
        tone: 'second',
      },
      {
        outline: path(
          [headX + head * 0.8, headY - 0.09],
          [headX + head + beak, headY + 0.03],
          [headX + head * 0.8, headY + 0.12],
        ),
        tone: 'accent',
      },
      { outline: body, tone: 'body' },
      { outline: ellipse(headX, headY, head, head * 0.95, 0, 1, 18), tone: 'body' },
      { outline: wing, tone: 'second', lines: [path([-0.5, lift * 0.3 + 0.16], [-0.05, 0.1])] },
      { outline: ellipse(headX + head * 0.35, headY - head * 0.15, 0.05, 0.05, 0, 1, 10), tone: 'dark' },
    ];
  },
};

export const fish: ObjectClass = {
  name: 'fish',
  lean: 0.1,
  palettes: [
    [
      [0.06, 0.85, 0.95],
      [0.04, 0.8, 0.8],
      [0.12, 0.3, 0.98],
    ],
    [
      [0.56, 0.45, 0.75],
      [0.58, 0.5, 0.55],
      [0.55, 0.15, 0.9],
    ],
    [
      [0.14, 0.8, 0.9],
      [0.6, 0.7, 0.6],
      [0.6, 0.7, 0.7],
    ],
    [
      [0.45, 0.4, 0.55],
      [0.45, 0.45, 0.4],
      [0.3, 0.2, 0.8],
    ],
  ],
  draw(random) {
    const high = random.uniform(0.28, 0.56);
    const nose = random.uniform(0.8, 0.95);
    const fork = random.uniform(0.26, 0.48);
    const notch = random.uniform(0.62, 0.86);
    const dorsal = random.uniform(0.15, 0.34);
    const body = smooth(
      path(
        [nose, 0.02],
        [0.5, -high * 0.86],
        [0.02, -high],
        [-0.42, -high * 0.5],
        [-0.62, 0],
        [-0.42, high * 0.5],
        [0.02, high],
        [0.5, high * 0.8],
      ),
    );
    const gill = smooth(path([0.42, -high * 0.6], [0.32, 0], [0.42, high * 0.6]), false);
    const parts: Part[] = [
      { outline: path([-0.5, 0], [-0.98, -fork], [-notch, 0], [-0.98, fork]), tone: 'second' },
      {
        outline: smooth(
          path([0.3, -high * 0.8], [0.02, -high - dorsal], [-0.34, -high * 0.9], [-0.3, -high * 0.4]),
          true,
          4,
        ),
        tone: 'second',
      },
      {
        outline: smooth(path([0.12, high * 0.8], [-0.1, high + dorsal * 0.8], [-0.24, high * 0.7]), true, 4),
        tone: 'second',
        minor: true,
      },
      { outline: body, tone: 'body', lines: [gill] },
    ];
    const stripes = random.chance(0.4) ? 1 + random.integer(3) : 0;
    for (let i = 0; i < stripes; i++) {
      const x = 0.14 - i * 0.24;
      const reach = high * (0.8 - i * 0.14);
      parts.push({
        outline: band(smooth(path([x, -reach], [x - 0.05, 0], [x, reach]), false), 0.1),
        tone: 'accent',
        minor: true,
      });
    }
    parts.push({
      outline: path([0.1, high * 0.1], [-0.2, high * 0.5], [-0.16, high * 0.02]),
      tone: 'second',
      minor: true,
    });
    parts.push({ outline: ellipse(0.6, -high * 0.24, 0.08, 0.08, 0, 1, 12), tone: 'light' });
    parts.push({ outline: ellipse(0.61, -high * 0.24, 0.045, 0.045, 0, 1, 10), tone: 'dark' });
    return parts;
  },
};
