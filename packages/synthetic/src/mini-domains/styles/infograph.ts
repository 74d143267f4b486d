import type { RandomStream } from '@ftn/random';
import { type Canvas, createCanvas, paint } from '../../raster/canvas.js';
import { blend, hsv, luma, type Rgb } from '../../raster/colour.js';
import { fillPath, strokePath } from '../../raster/coverage.js';
import { type Figure, type ObjectClass, poseFigure, randomPose } from '../../raster/figure.js';
import { ellipse, rectangle, roundedRectangle } from '../../raster/path.js';

/** A page of an infographic: panels, bars, lines of text and, among them, one or a few flat icons. */
export function drawInfograph(object: ObjectClass, random: RandomStream, size: number): Canvas {
  const theme = createTheme(random);
  const canvas = createCanvas(size, theme.page);
  const right = random.chance(0.5);
  const low = random.chance(0.5);
  const middle: [number, number] = [right ? 0.62 : 0.38, low ? 0.58 : 0.45];
  if (random.chance(0.7)) header(canvas, random, theme);
  const furniture = [textBlock, barChart, pieChart, timeline];
  const slots: [number, number][] = [
    [right ? 0.13 : 0.87, 0.3],
    [right ? 0.13 : 0.87, 0.78],
    [middle[0], low ? 0.13 : 0.93],
  ];
  for (const [x, y] of slots) if (random.chance(0.75)) random.pick(furniture)(canvas, random, theme, x, y);
  const copies = random.chance(0.15) ? 2 : 1;
  const scale = copies === 2 ? random.uniform(0.2, 0.23) : random.uniform(0.28, 0.38);
  const shape = object.draw(random);
  const pose = randomPose(random, object.lean, [scale, scale], 0.03, 0.02);
  for (let i = 0; i < copies; i++) {
    const x = copies === 2 ? 0.27 + 0.46 * i : middle[0] + pose.x - 0.5;
    const figure = poseFigure(shape, { ...pose, x, y: middle[1] + pose.y - 0.5, aspect: 1 }, size);
    icon(canvas, random, theme, figure, x, middle[1], scale);
  }
  return canvas;
}

interface Theme {
  readonly page: Rgb;
  readonly ink: Rgb;
  readonly colours: readonly Rgb[];
}

function createTheme(random: RandomStream): Theme {
  const hue = random.uniform();
  const dark = random.chance(0.25);
  const page = dark ? hsv(hue, 0.5, 0.3) : hsv(hue, random.uniform(0.04, 0.4), random.uniform(0.85, 0.98));
  const colours = [0.1, 0.35, 0.55, 0.8].map((step) =>
    hsv(hue + step, random.uniform(0.5, 0.9), dark ? 0.95 : 0.75),
  );
  return { page, ink: dark ? [0.95, 0.95, 0.95] : hsv(hue, 0.5, 0.25), colours };
}

/** The icon in one or two flat colours, usually on a badge. */
function icon(
  canvas: Canvas,
  random: RandomStream,
  theme: Theme,
  figure: Figure,
  x: number,
  y: number,
  scale: number,
): void {
  const { size } = canvas;
  let behind = theme.page;
  if (random.chance(0.65)) {
    behind = random.pick(theme.colours);
    const r = scale * 1.18 * size;
    const [cx, cy] = [x * size, y * size];
    const badge = random.chance(0.6)
      ? ellipse(cx, cy, r, r, 0, 1, 28)
      : roundedRectangle(cx - r, cy - r, cx + r, cy + r, r * 0.25);
    paint(canvas, fillPath(badge, size), behind);
  }
  const light = luma(behind) < 0.62;
  const main: Rgb = light ? [0.97, 0.97, 0.97] : blend(random.pick(theme.colours), [0, 0, 0], 0.35);
  const other = blend(main, behind, random.uniform(0.35, 0.5));
  for (const part of figure) {
    const colour = part.tone === 'body' || part.tone === 'light' ? main : other;
    // A hairline of the background keeps neighbouring parts apart, as icons do.
    paint(canvas, strokePath(part.outline, size * 0.022, size, true), behind);
    paint(canvas, fillPath(part.outline, size, part.holes), colour);
    for (const line of part.lines ?? []) paint(canvas, strokePath(line, size * 0.016, size), behind);
  }
}

type Furniture = (canvas: Canvas, random: RandomStream, theme: Theme, x: number, y: number) => void;

function header(canvas: Canvas, random: RandomStream, theme: Theme): void {
  const { size } = canvas;
  const high = size * random.uniform(0.08, 0.15);
  paint(canvas, fillPath(rectangle(0, 0, size, high), size), random.pick(theme.colours));
  const end = size * random.uniform(0.4, 0.8);
  words(canvas, random, [1, 1, 1], size * 0.08, high / 2, end, size * 0.035);
}

/** A line of words as dashes. */
function words(
  canvas: Canvas,
  random: RandomStream,
  ink: Rgb,
  x: number,
  y: number,
  end: number,
  height: number,
): void {
  let at = x;
  while (at < end) {
    const next = Math.min(at + canvas.size * random.uniform(0.03, 0.1), end);
    paint(canvas, fillPath(rectangle(at, y - height / 2, next, y + height / 2), canvas.size), ink, 0.85);
    at = next + canvas.size * 0.02;
  }
}

const textBlock: Furniture = (canvas, random, theme, x, y) => {
  const { size } = canvas;
  const lines = 3 + random.integer(4);
  for (let i = 0; i < lines; i++) {
    words(
      canvas,
      random,
      theme.ink,
      (x - 0.12) * size,
      (y - 0.12 + i * 0.05) * size,
      (x + random.uniform(0.03, 0.13)) * size,
      size * 0.018,
    );
  }
};

const barChart: Furniture = (canvas, random, theme, x, y) => {
  const { size } = canvas;
  const bars = 3 + random.integer(3);
  const upright = random.chance(0.6);
  const wide = 0.24 / bars;
  const colour = random.pick(theme.colours);
  for (let i = 0; i < bars; i++) {
    const a = -0.12 + i * wide;
    const long = random.uniform(0.06, 0.26);
    const box = upright
      ? rectangle((x + a) * size, (y + 0.13 - long) * size, (x + a + wide * 0.7) * size, (y + 0.13) * size)
      : rectangle((x - 0.13) * size, (y + a) * size, (x - 0.13 + long) * size, (y + a + wide * 0.7) * size);
    paint(canvas, fillPath(box, size), random.chance(0.8) ? colour : random.pick(theme.colours));
  }
};

const pieChart: Furniture = (canvas, random, theme, x, y) => {
  const { size } = canvas;
  const r = size * random.uniform(0.08, 0.14);
  const [cx, cy] = [x * size, y * size];
  let from = random.uniform();
  const end = from + 1;
  let k = random.integer(4);
  while (from < end) {
    const to = Math.min(from + random.uniform(0.15, 0.5), end);
    const slice = [cx, cy, ...ellipse(cx, cy, r, r, from, Math.min(to, from + 0.9999), 12)];
    paint(canvas, fillPath(slice, size), theme.colours[k++ % 4]!);
    from = to;
  }
  if (random.chance(0.4)) paint(canvas, fillPath(ellipse(cx, cy, r * 0.5, r * 0.5), size), theme.page);
};

const timeline: Furniture = (canvas, random, theme, x, y) => {
  const { size } = canvas;
  const upright = random.chance(0.5);
  const stops = 2 + random.integer(3);
  const at = (t: number): [number, number] =>
    upright ? [x * size, (y + t) * size] : [(x + t) * size, y * size];
  paint(canvas, strokePath([...at(-0.14), ...at(0.14)], size * 0.02, size), theme.ink);
  for (let i = 0; i < stops; i++) {
    const [cx, cy] = at(-0.12 + (0.24 * i) / Math.max(stops - 1, 1));
    paint(
      canvas,
      fillPath(ellipse(cx, cy, size * 0.035, size * 0.035, 0, 1, 12), size),
      random.pick(theme.colours),
    );
  }
};
