import type { Season } from '@ftn/datasets';
import type { RandomStream } from '@ftn/random';
import { type Canvas, createCanvas } from '../../raster/canvas.js';
import type { Rgb } from '../../raster/colour.js';
import type { Landscape } from '../landscape.js';
import { type SeasonLook, seasonLooks } from '../season-looks.js';
import { drawGround, drawRidge, drawSky } from './backdrop.js';
import { drawHouse } from './house.js';
import { drawLake } from './lake.js';
import { drawFence, drawSnowfall, drawSprinkles } from './small-things.js';
import { drawTree } from './tree.js';

const tracks: Readonly<Record<Season, Rgb>> = {
  spring: [0.62, 0.52, 0.38],
  summer: [0.76, 0.66, 0.48],
  autumn: [0.42, 0.32, 0.22],
  winter: [0.74, 0.79, 0.88],
};

/** Draws a landscape in a season; `random` decides the day: clouds, flowers, leaves, snowfall. */
export function drawLandscape(
  landscape: Landscape,
  season: Season,
  random: RandomStream,
  size: number,
): Canvas {
  const look = seasonLooks[season];
  const canvas = createCanvas(size, look.haze);
  const { horizon, sunX } = landscape;
  drawSky(canvas, landscape, look, random.uniform(look.clouds[0], look.clouds[1]), random.uniform(0, 50));
  for (const ridge of landscape.ridges) drawRidge(canvas, landscape, ridge, look);
  drawGround(canvas, landscape, look, tracks[season]);
  const standing = [
    ...landscape.trees.map((tree) => ({ depth: tree.depth, draw: () => plant(tree) })),
    ...landscape.houses.map((house) => ({
      depth: house.depth,
      draw: () => drawHouse(canvas, house, house.x * size, footOf(house.depth), season),
    })),
  ].sort((a, b) => a.depth - b.depth);
  const footOf = (depth: number) => (horizon + depth * (1 - horizon)) * size;
  const plant = (tree: Landscape['trees'][number]) => {
    const sun = sunX > tree.x ? 1 : -1;
    drawTree(canvas, tree, [tree.x * size, footOf(tree.depth), tree.height * size], season, look, sun);
  };
  const split = landscape.lake?.[1] ?? Number.POSITIVE_INFINITY;
  for (const { depth, draw } of standing) if (depth < split) draw();
  drawLake(canvas, landscape, look, season === 'winter');
  drawSprinkles(canvas, landscape, season, random);
  drawFence(canvas, landscape, season);
  for (const { depth, draw } of standing) if (depth >= split) draw();
  if (season === 'winter' && random.chance(0.4)) drawSnowfall(canvas, random, 50);
  tint(canvas, look);
  return canvas;
}

/** The colour of the season's light over everything. */
function tint({ rgb }: Canvas, { light }: SeasonLook): void {
  for (let k = 0; k < rgb.length; k++) rgb[k]! *= light[k % 3]!;
}
