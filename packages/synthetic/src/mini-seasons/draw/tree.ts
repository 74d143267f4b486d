import type { Season } from '@ftn/datasets';
import { RandomStream } from '@ftn/random';
import { type Canvas, paint, paintStroke } from '../../raster/canvas.js';
import { blend, type Rgb, scaled } from '../../raster/colour.js';
import { fillPath } from '../../raster/coverage.js';
import { ellipse } from '../../raster/path.js';
import { cosine, sine } from '../../raster/trigonometry.js';
import type { Tree } from '../landscape.js';
import { leafColour, type SeasonLook } from '../season-looks.js';

const bark: Rgb = [0.3, 0.22, 0.16];
const snow: Rgb = [0.95, 0.97, 1];

/** Draws a tree whose foot is at (x, y), all in pixels; `sun` is the side the light comes from, −1 or 1. */
export function drawTree(
  canvas: Canvas,
  tree: Tree,
  [x, y, height]: readonly [number, number, number],
  season: Season,
  look: SeasonLook,
  sun: number,
): void {
  const shadow = fillPath(ellipse(x - sun * height * 0.08, y, height * 0.26, height * 0.05), canvas.size);
  paint(canvas, shadow, season === 'winter' ? [0.6, 0.66, 0.78] : scaled(look.near, 0.5), 0.4);
  if (tree.kind === 'conifer') drawConifer(canvas, tree, x, y, height, season, look, sun);
  else drawBroadleaf(canvas, tree, x, y, height, season, sun);
}

function drawConifer(
  canvas: Canvas,
  tree: Tree,
  x: number,
  y: number,
  height: number,
  season: Season,
  look: SeasonLook,
  sun: number,
): void {
  const random = new RandomStream(tree.seed, 'conifer');
  const half = height * random.uniform(0.19, 0.26);
  const tone = random.uniform(0.85, 1.15);
  paintStroke(canvas, [x, y, x, y - height * 0.2], Math.max(height * 0.05, 0.8), bark, 1);
  const tiers = 4;
  for (let i = 0; i < tiers; i++) {
    const low = y - height * (0.1 + 0.22 * i);
    const top = low - height * (0.42 - 0.04 * i);
    const wide = half * (1 - 0.2 * i);
    const green = scaled(look.needles, tone * (0.85 + 0.1 * i));
    paint(canvas, fillPath([x - wide, low, x, top, x + wide, low], canvas.size), green);
    const side = [x, top, x + sun * wide, low, x + sun * wide * 0.2, low];
    paint(canvas, fillPath(side, canvas.size), scaled(green, 1.35), 0.6);
    if (season === 'winter') {
      // Snow lies on the upper part of each tier and hangs over its rim.
      const mid = top + (low - top) * 0.62;
      const cap = [
        x - wide * 0.62,
        mid,
        x,
        top,
        x + wide * 0.62,
        mid,
        x + wide * 0.2,
        mid - (low - top) * 0.14,
        x - wide * 0.15,
        mid - (low - top) * 0.05,
      ];
      paint(canvas, fillPath(cap, canvas.size), snow, 0.92);
    }
  }
}

function drawBroadleaf(
  canvas: Canvas,
  tree: Tree,
  x: number,
  y: number,
  height: number,
  season: Season,
  sun: number,
): void {
  const shape = new RandomStream(tree.seed, 'broadleaf');
  const thick = Math.max(height * shape.uniform(0.05, 0.08), 0.8);
  const fork = y - height * shape.uniform(0.28, 0.4);
  const colour = leafColour(season, new RandomStream(tree.seed, 'leaves', season));
  paintStroke(canvas, [x, y, x, fork], thick, bark, 1);
  if (sun !== 0)
    paintStroke(
      canvas,
      [x + sun * thick * 0.25, y, x + sun * thick * 0.25, fork],
      thick * 0.3,
      scaled(bark, 1.6),
      0.5,
    );
  // In spring the branches show through.
  if (!colour || season === 'spring')
    drawBranches(canvas, shape, x, fork, height * 0.3, thick * 0.6, 0.75, 3, !colour);
  if (!colour) return;
  const puffs = 9 + shape.integer(6);
  const [rx, ry] = [height * shape.uniform(0.24, 0.34), height * 0.31];
  const middle = y - height * 0.66;
  const order = Array.from({ length: puffs }, (_, i) => {
    const turn = i * 0.381966 + shape.uniform(-0.05, 0.05);
    const out = Math.sqrt((i + 0.5) / puffs) * 0.8;
    return {
      px: x + rx * out * cosine(turn),
      py: middle + ry * out * sine(turn),
      r: height * shape.uniform(0.09, 0.14),
    };
  }).sort((a, b) => b.py - a.py);
  for (const { px, py, r } of order) {
    const bright = 0.82 + 0.28 * ((middle + ry - py) / (2 * ry)) + 0.12 * sun * ((px - x) / rx);
    paint(canvas, fillPath(ellipse(px, py, r, r * 0.9, 0, 1, 10), canvas.size), scaled(colour, bright), 0.92);
    const spot = ellipse(px + sun * r * 0.35, py - r * 0.35, r * 0.45, r * 0.38, 0, 1, 8);
    paint(canvas, fillPath(spot, canvas.size), blend(scaled(colour, bright), [1, 1, 0.85], 0.28), 0.6);
  }
}

/** Branches that fork; in winter each carries a line of snow. */
function drawBranches(
  canvas: Canvas,
  random: RandomStream,
  x: number,
  y: number,
  length: number,
  thick: number,
  turn: number,
  left: number,
  snowy: boolean,
): void {
  const forks = left === 3 ? 4 : 2;
  for (let i = 0; i < forks; i++) {
    const spread = left === 3 ? (i - 1.5) * 0.085 : (i - 0.5) * 0.13;
    const to = turn + spread + random.uniform(-0.03, 0.03);
    const reach = length * random.uniform(0.7, 1.05);
    const [ex, ey] = [x + cosine(to) * reach, y + sine(to) * reach];
    const wide = Math.max(thick, 0.45);
    paintStroke(canvas, [x, y, ex, ey], wide, bark, 0.95);
    if (snowy) paintStroke(canvas, [x, y - wide * 0.55, ex, ey - wide * 0.55], wide * 0.5, snow, 0.8);
    if (left > 1) drawBranches(canvas, random, ex, ey, length * 0.68, thick * 0.62, to, left - 1, snowy);
  }
}
