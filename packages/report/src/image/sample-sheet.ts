import { chartSvg, px } from '../chart/frame.js';
import type { ChartOptions } from '../chart/line-chart.js';
import { fitText } from '../chart/text-width.js';
import { Markup, markup } from '../markup/markup.js';
import type { SampleGroup, SampleImage } from '../types.js';
import { base64 } from './base64.js';
import { encodePng } from './png.js';

const CELL = 120;
const GAP = 14;
const NAME_SIZE = 11;
const LINES = 32;
const HEAD = 26;

/** Images in rows, each in a square of its own with its caption and its detail below. */
export function sampleSheet({ title, images }: SampleGroup, options: ChartOptions = {}): Markup {
  const { width = 960, id = 'sheet' } = options;
  const across = Math.max(1, Math.min(images.length, Math.floor((width + GAP) / (CELL + GAP))));
  const down = Math.max(1, Math.ceil(images.length / across));
  const cells = images.map((image, i) => {
    const place = { x: (i % across) * (CELL + GAP), y: HEAD + Math.floor(i / across) * (CELL + LINES + GAP) };
    return sample(image, place);
  });
  const height = HEAD + down * (CELL + LINES + GAP) - GAP;
  const frame = { width: across * (CELL + GAP) - GAP, height, left: 0, right: 0, top: 0, bottom: 0 };
  const described = images.map(({ caption, detail }) => [caption, detail].filter(Boolean).join(': '));
  const head = markup`<text class="matrix-name" x="0" y="13" font-size="13">${title}</text>`;
  const text = { title, description: described.join('; '), xLabel: '', yLabel: '' };
  return chartSvg(id, frame, text, [head, ...cells]);
}

function sample(image: SampleImage, { x, y }: { readonly x: number; readonly y: number }): Markup {
  const { width, height, caption, detail = '' } = image;
  const scale = CELL / Math.max(width, height);
  const [w, h] = [width * scale, height * scale];
  const source = new Markup(`data:image/png;base64,${base64(encodePng(image))}`);
  const enlarged = scale > 1 && markup` class="pixels" image-rendering="optimizeSpeed"`;
  const at = markup`x="${px(x + (CELL - w) / 2)}" y="${px(y + (CELL - h) / 2)}" width="${px(w)}" height="${px(h)}"`;
  const line = (text: string, below: number, kind: 'matrix-name' | 'tick') =>
    markup`<text class="${kind}" x="${px(x)}" y="${px(y + CELL + below)}" font-size="${NAME_SIZE}"><title>${text}</title>${fitText(text, NAME_SIZE, CELL)}</text>`;
  return markup`<image${enlarged} ${at} href="${source}"><title>${caption}</title></image>${line(caption, 14, 'matrix-name')}${line(detail, 28, 'tick')}`;
}
