import { type Markup, markup, type Part } from '../markup/markup.js';
import type { Scale } from './scale.js';

/** The plot's rectangle within a chart, in the chart's units (CSS pixels at full size). */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What every chart needs besides its data. */
export interface ChartText {
  readonly title: string;
  /** What the chart shows, in words, for readers who cannot see it. */
  readonly description: string;
  readonly xLabel: string;
  readonly yLabel: string;
}

export const FONT_SIZE = 12;

/** A number of a path or position: two decimals are finer than any screen. */
export const px = (value: number) => String(Math.round(value * 100) / 100);

/** The `<svg>` of a chart; `id` is unique on its page and joins the drawing to its title and description. */
export function chartSvg(id: string, frame: Frame, text: ChartText, body: Part): Markup {
  return markup`<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${frame.width} ${frame.height}" width="${frame.width}" height="${frame.height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${text.title}</title><desc id="${id}-d">${text.description}</desc>${body}</svg>`;
}

/** Grid lines with their numbers, the base line, and the axes' names: y above the plot, x below it. */
export function axes(frame: Frame, x: Scale, y: Scale, { xLabel, yLabel }: ChartText): Markup {
  const base = frame.height - frame.bottom;
  const right = frame.width - frame.right;
  const rows = y.ticks.map(({ value, label }) => {
    const at = px(y.at(value));
    return markup`<line class="grid" x1="${px(frame.left)}" x2="${px(right)}" y1="${at}" y2="${at}"/><text class="tick" x="${px(frame.left - 8)}" y="${at}" dy="0.32em" text-anchor="end">${label}</text>`;
  });
  const columns = x.ticks.map(({ value, label }) => {
    const at = px(x.at(value));
    return markup`<line class="axis" x1="${at}" x2="${at}" y1="${px(base)}" y2="${px(base + 4)}"/><text class="tick" x="${at}" y="${px(base + 17)}" text-anchor="middle">${label}</text>`;
  });
  const gap =
    x.breakAt !== undefined &&
    markup`<path class="axis-break" d="${`M${px(x.breakAt - 5)} ${px(base + 5)}l4 -10M${px(x.breakAt + 1)} ${px(base + 5)}l4 -10`}"/>`;
  return markup`${rows}${columns}<line class="axis" x1="${px(frame.left)}" x2="${px(right)}" y1="${px(base)}" y2="${px(base)}"/>${gap}<text class="axis-name" x="0" y="12">${yLabel}</text><text class="axis-name" x="${px(right)}" y="${px(frame.height - 4)}" text-anchor="end">${xLabel}</text>`;
}

/** The classes that give a mark its colour and dash pattern. */
export function seriesClass(kind: string, style: { color: number; dash: number }): string {
  return style.dash === 0 ? `${kind} c${style.color}` : `${kind} c${style.color} d${style.dash}`;
}
