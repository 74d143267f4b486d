import type { RandomStream } from '@ftn/random';
import type { Figure, Part } from '../../raster/figure.js';
import { band, ellipse, type Path, path, placed, smooth } from '../../raster/path.js';
import { cosine, sine } from '../../raster/trigonometry.js';
import type { Species } from './species.js';

/** Half a head's width: the unit of a bird. */
const HEAD = 0.2;

/** Draws one bird of a species, facing right: 'body' is its back, 'second' its breast, 'accent' its bill, 'light' its crown. */
export function drawBird(bird: Species, random: RandomStream): Figure {
  const vary = (value: number, by = 0.1) => value * random.uniform(1 - by, 1 + by);
  const girth = vary(0.36 * bird.girth, 0.08);
  const lift = random.uniform(-0.06, 0.1);
  const [headX, headY] = [0.42 + 0.12 * bird.neck, -0.34 - 0.42 * bird.neck + random.uniform(-0.05, 0.03)];
  const tail = vary(bird.tail * 2 * HEAD);
  const trunk = (grow: number) =>
    smooth(
      path(
        [0.42, -0.3 * grow],
        [0.46, 0.02],
        [0.12, girth * grow],
        [-0.34, girth * 0.72 * grow],
        [-0.62, lift + 0.04],
        [-0.3, -girth * 0.5 * grow],
        [0.14, -girth * 0.8 * grow],
      ),
    );
  const parts: Part[] = [
    ...legs(bird, vary(bird.legs * 2 * HEAD, 0.08)),
    ...tailFeathers(bird, tail, lift),
    { outline: trunk(1), tone: 'body' },
    { outline: breast(girth, lift), tone: 'second' },
  ];
  if (bird.spots) parts.push(...spots(random, girth));
  if (bird.neck > 0) {
    const bow = smooth(
      path([0.34, -0.1], [0.3 + 0.1 * bird.neck, -0.3 - 0.2 * bird.neck], [headX - 0.03, headY + 0.05]),
      false,
    );
    parts.push({ outline: band(bow, 0.26, 0.2), tone: 'second' });
  }
  parts.push(...head(bird, headX, headY, vary(bird.billLength * 2 * HEAD, 0.08)));
  return [...parts, ...wing(bird, random, lift)];
}

function legs({ legs: length }: Species, long: number): Part[] {
  const thick = length > 1.5 ? 0.04 : 0.055;
  return [-0.04, 0.12].map((x) => ({
    outline: band(path([x, 0.24], [x + 0.02, 0.26 + long], [x + 0.15, 0.29 + long]), thick),
    tone: 'dark' as const,
  }));
}

function tailFeathers({ forked }: Species, long: number, lift: number): Part[] {
  const feather = (turn: number, broad: number): Part => ({
    outline: placed(
      path([0, -broad * 0.6], [long, -broad], [long * 1.04, broad], [0, broad * 0.6]),
      -0.48,
      lift - 0.02,
      turn,
    ),
    tone: 'body',
  });
  const down = 0.5 - lift * 0.4;
  return forked ? [feather(down - 0.035, 0.055), feather(down + 0.035, 0.055)] : [feather(down, 0.09)];
}

/** The lighter part below, from the throat to behind the legs. */
function breast(girth: number, lift: number): Path {
  return smooth(
    path(
      [0.47, -0.22],
      [0.45, 0.04],
      [0.12, girth * 0.97],
      [-0.32, girth * 0.66],
      [-0.5, lift + 0.12],
      [-0.1, 0.1],
      [0.28, -0.06],
    ),
  );
}

function spots(random: RandomStream, girth: number): Part[] {
  return Array.from({ length: 11 }, (_, i) => {
    const x = 0.4 - 0.055 * i + random.uniform(-0.02, 0.02);
    const y = (0.02 + 0.22 * ((i * 5) % 3)) * girth * 1.5 + random.uniform(-0.02, 0.02);
    return { outline: ellipse(x, y, 0.035, 0.045, 0, 1, 8), tone: 'dark' as const };
  });
}

function head(bird: Species, x: number, y: number, bill: number): Part[] {
  const r = HEAD * 1.02;
  const parts: Part[] = [];
  if (bird.crest) {
    const tip = bird.neck > 0 ? [x - r * 2.6, y - r * 0.1] : [x - r * 1.35, y - r * 1.9];
    parts.push({
      outline: smooth(
        path([x + r * 0.5, y - r * 0.8], [tip[0]!, tip[1]!], [tip[0]!, tip[1]!], [x - r * 0.9, y - r * 0.1]),
        true,
        4,
      ),
      tone: 'light',
    });
  }
  parts.push({ outline: billOf(bird, x + r * 0.75, y + r * 0.1, bill), tone: 'accent' });
  parts.push({ outline: ellipse(x, y, r, r * 0.95, 0, 1, 20), tone: 'second' });
  // The crown: the upper half of the head, down to the nape.
  const cap: number[] = [];
  for (let i = 0; i <= 10; i++) {
    const turn = 0.46 + (0.52 * i) / 10;
    cap.push(x + r * 1.02 * cosine(turn), y + r * 0.97 * sine(turn));
  }
  parts.push({
    outline: path([x - r * 0.6, y + r * 0.5], [cap[0]!, cap[1]!]).concat(cap.slice(2), [
      x + r * 0.3,
      y - r * 0.1,
    ]),
    tone: 'light',
  });
  if (bird.mask) {
    parts.push({
      outline: placed(ellipse(0, 0, r * 0.85, r * 0.24, 0, 1, 12), x + r * 0.25, y - r * 0.02, 0.01),
      tone: 'dark',
    });
  }
  const eye = bird.mask ? 'accent' : 'dark';
  parts.push({ outline: ellipse(x + r * 0.36, y - r * 0.14, r * 0.17, r * 0.17, 0, 1, 10), tone: eye });
  return parts;
}

/** The bill with its foot at (x, y). */
function billOf({ billShape }: Species, x: number, y: number, long: number): Path {
  switch (billShape) {
    case 'cone':
      return path([x, y - 0.14], [x + long, y + 0.04], [x, y + 0.16]);
    case 'dagger':
      return path([x, y - 0.09], [x + long, y + 0.03], [x, y + 0.1]);
    case 'thin':
      return path([x, y - 0.055], [x + long, y + 0.03], [x, y + 0.06]);
    case 'flat':
      return path([x, y - 0.07], [x + long, y], [x, y + 0.05]);
    case 'hook':
      return smooth(
        path(
          [x - 0.04, y - 0.15],
          [x + long * 0.7, y - 0.08],
          [x + long * 0.75, y + 0.24],
          [x + long * 0.4, y + 0.08],
          [x - 0.02, y + 0.14],
        ),
        true,
        4,
      );
  }
}

function wing({ bar }: Species, random: RandomStream, lift: number): Part[] {
  const droop = random.uniform(-0.03, 0.08);
  const outline = smooth(
    path(
      [0.3, -0.12],
      [0.12, 0.16 + droop],
      [-0.28, 0.22 + droop],
      [-0.72, lift + 0.12],
      [-0.42, -0.06],
      [0, -0.24],
    ),
  );
  const parts: Part[] = [
    { outline, tone: 'body', lines: [path([-0.56, lift + 0.08], [-0.1, 0.06 + droop])] },
  ];
  if (bar) {
    const line = smooth(path([0.08, -0.14], [-0.02, 0.02], [-0.08, 0.16 + droop]), false);
    parts.push({ outline: band(line, 0.1, 0.07), tone: 'light' });
  }
  return parts;
}
