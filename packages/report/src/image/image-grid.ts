import { chartSvg, px } from '../chart/frame.js';
import type { ChartOptions } from '../chart/line-chart.js';
import { fitText, textWidth } from '../chart/text-width.js';
import { Markup, markup } from '../markup/markup.js';
import { hexColor, viridis } from '../matrix/color-map.js';
import { formatTick } from '../text/numbers.js';
import type { ImageGrid } from '../types.js';
import { base64 } from './base64.js';
import { encodePng, type RgbImage } from './png.js';

const GAP = 6;
const NAME_SIZE = 12;
const LONGEST_NAME = 130;
const BAR = { width: 150, height: 10, steps: 75 };

/** Images in rows and columns with their names, and below them what colours mean: classes, or a scale. */
export function imageGrid(grid: ImageGrid, options: ChartOptions = {}): Markup {
  const { id = 'images' } = options;
  const shown = (name: string) => fitText(name, NAME_SIZE, LONGEST_NAME);
  const across = Math.max(1, ...grid.rows.map(({ images }) => images.length));
  const left = Math.max(0, ...grid.rows.map(({ label }) => 1.1 * textWidth(shown(label), NAME_SIZE))) + 14;
  const top = grid.columns === undefined ? 2 : 22;
  const { cell = Math.min(180, ((options.width ?? 960) - left - GAP * (across - 1)) / across) } = grid;
  const width = grid.cell === undefined ? (options.width ?? 960) : left + across * (cell + GAP) - GAP;
  const heights = grid.rows.map(({ images }) =>
    Math.max(1, ...images.map((image) => (image === null ? 0 : (cell * image.height) / image.width))),
  );
  const ys = heights.map((_, r) => top + heights.slice(0, r).reduce((sum, height) => sum + height + GAP, 0));
  const bottom = (ys.at(-1) ?? top) + (heights.at(-1) ?? 0);
  const heads = (grid.columns ?? []).map(
    (column, c) =>
      markup`<text class="matrix-name" x="${px(left + c * (cell + GAP) + cell / 2)}" y="13" text-anchor="middle">${fitText(column, NAME_SIZE, cell)}</text>`,
  );
  const rows = grid.rows.map(({ label, images }, r) => {
    const name = markup`<text class="matrix-name" x="${px(left - 10)}" y="${px(ys[r]! + heights[r]! / 2)}" dy="0.34em" text-anchor="end">${shown(label)}</text>`;
    const cells = images.map((image, c) => {
      const where = `${label}, ${grid.columns?.[c] ?? c + 1}`;
      return image && picture(image, { x: left + c * (cell + GAP), y: ys[r]!, width: cell }, where);
    });
    return markup`${name}${cells.map((one) => one ?? undefined)}`;
  });
  const key = legendOf(grid, left, bottom + 14, width);
  const frame = { width, height: key.bottom, left: 0, right: 0, top: 0, bottom: 0 };
  const description = `${grid.rows.length} rows of images: ${grid.rows.map(({ label }) => label).join(', ')}.`;
  return chartSvg(id, frame, { title: grid.title, description, xLabel: '', yLabel: '' }, [
    ...heads,
    ...rows,
    key.drawn,
  ]);
}

/** An image at its place, its pixels with sharp edges where it is enlarged. */
function picture(image: RgbImage, at: { x: number; y: number; width: number }, title: string): Markup {
  const source = new Markup(`data:image/png;base64,${base64(encodePng(image))}`);
  const enlarged = at.width > image.width && markup` class="pixels" image-rendering="optimizeSpeed"`;
  const height = (at.width * image.height) / image.width;
  return markup`<image${enlarged} x="${px(at.x)}" y="${px(at.y)}" width="${px(at.width)}" height="${px(height)}" href="${source}"><title>${title}</title></image>`;
}

/** The classes by their colours, and below them the scale. */
function legendOf({ legend = [], scale }: ImageGrid, left: number, top: number, width: number) {
  const classes = legend.length > 0 ? classNames(legend, left, top, width) : undefined;
  const below = classes === undefined ? top : classes.bottom + 8;
  const bar = scale && scaleBar(scale, left, below);
  const bottom = bar === undefined ? (classes?.bottom ?? top - 10) : below + 30;
  return { drawn: markup`${classes?.drawn}${bar}`, bottom };
}

function classNames(legend: NonNullable<ImageGrid['legend']>, left: number, top: number, width: number) {
  let [x, y] = [left, top];
  const drawn = legend.map(({ name, color }) => {
    const text = fitText(name, NAME_SIZE, LONGEST_NAME);
    const room = 18 + textWidth(text, NAME_SIZE) + 14;
    if (x > left && x + room > width) [x, y] = [left, y + 18];
    const at = x;
    x += room;
    return markup`<rect class="swatch-box" x="${px(at)}" y="${px(y)}" width="12" height="12" fill="${hexColor(color)}"/><text class="tick" x="${px(at + 18)}" y="${px(y + 6)}" dy="0.34em">${text}</text>`;
  });
  return { drawn, bottom: y + 20 };
}

function scaleBar({ low, high, label }: NonNullable<ImageGrid['scale']>, x: number, y: number): Markup {
  const step = BAR.width / BAR.steps;
  const steps = Array.from(
    { length: BAR.steps },
    (_, i) =>
      markup`<rect x="${px(x + i * step)}" y="${px(y)}" width="${px(Math.min(step + 0.5, BAR.width - i * step))}" height="${BAR.height}" fill="${hexColor(viridis((i + 0.5) / BAR.steps))}"/>`,
  );
  const end = (value: number) => formatTick(Number(value.toPrecision(3)));
  return markup`${steps}<text class="tick" x="${px(x)}" y="${px(y + 23)}">${end(low)}</text><text class="tick" x="${px(x + BAR.width)}" y="${px(y + 23)}" text-anchor="end">${end(high)}</text><text class="tick" x="${px(x + BAR.width + 10)}" y="${px(y + 5)}" dy="0.34em">${label}</text>`;
}
