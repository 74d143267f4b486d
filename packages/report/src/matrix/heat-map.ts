import { chartSvg, px } from '../chart/frame.js';
import type { ChartOptions } from '../chart/line-chart.js';
import { fitText, textWidth } from '../chart/text-width.js';
import { type Markup, markup } from '../markup/markup.js';
import { formatCount, formatTick, formatValue } from '../text/numbers.js';
import type { HeatMap } from '../types.js';
import { hexColor, viridis } from './color-map.js';
import { layOutMatrix, type MatrixLayout } from './matrix-layout.js';
import { matrixNames } from './matrix-names.js';

const BAR = { width: 132, height: 10, steps: 66 };

/** Values from 0 to 1 as coloured cells, rows down, with a colour bar above; what has no value stays empty. */
export function heatMap(map: HeatMap, options: ChartOptions = {}): Markup {
  const { width = 540, id = 'heat-map' } = options;
  const { rows, columns } = map;
  const layout = layOutMatrix(rows, columns, { width, above: 34, cells: { min: 18, max: 84 } });
  const frame = { width: layout.width, height: layout.height, left: 0, right: 0, top: 0, bottom: 0 };
  const text = { title: map.title, description: describe(map), xLabel: '', yLabel: '' };
  const cells = map.values.flatMap((line, r) => line.map((_, c) => cell(map, layout, r, c)));
  return chartSvg(id, frame, text, [
    colorBar(map.scaleLabel, layout),
    ...matrixNames(rows, columns, layout),
    ...cells,
  ]);
}

function cell(map: HeatMap, layout: MatrixLayout, r: number, c: number): Markup {
  const value = map.values[r]![c] ?? null;
  const { left, cellWidth, cellHeight } = layout;
  const place = markup`x="${px(left + c * cellWidth)}" y="${px(layout.rowAt(r))}" width="${px(cellWidth - 1)}" height="${px(cellHeight - 1)}"`;
  const name = `${map.rows[r]}, ${map.columns[c]}`;
  if (value === null || !Number.isFinite(value)) {
    return markup`<rect class="empty-cell" ${place}><title>${`${name}: none`}</title></rect>`;
  }
  const exact = map.exact?.[r]?.[c];
  const detail =
    exact === undefined || exact === null ? '' : ` (${formatTick(Number(exact.toPrecision(4)))})`;
  const shown = markup`<rect ${place} fill="${hexColor(viridis(value))}"><title>${`${name}: ${formatValue(value)}${detail}`}</title></rect>`;
  if (!map.numbered || exact === undefined || exact === null) return shown;
  return markup`${shown}${numberIn(layout, { r, c, value, text: formatCount(exact) })}`;
}

const NUMBER_SIZE = 11;

/** A number in the middle of its cell, in ink that stands out from the cell's colour; nothing where it does not fit. */
function numberIn(
  { left, cellWidth, cellHeight, rowAt }: MatrixLayout,
  { r, c, value, text }: { r: number; c: number; value: number; text: string },
): Markup | undefined {
  if (textWidth(text, NUMBER_SIZE) > cellWidth - 3) return undefined;
  const [x, y] = [left + (c + 0.5) * cellWidth - 0.5, rowAt(r) + cellHeight / 2 - 0.5];
  const ink = value > 0.6 ? '#16130a' : '#ffffff';
  return markup`<text x="${px(x)}" y="${px(y)}" dy="0.34em" text-anchor="middle" font-size="${NUMBER_SIZE}" fill="${ink}" pointer-events="none">${text}</text>`;
}

const LABEL_SIZE = 11;

/** The colours from 0 to 1 with what they mean, which begins further left where it would not fit otherwise. */
function colorBar(label: string, { left, width }: MatrixLayout): Markup {
  const x = Math.max(10, left);
  const step = BAR.width / BAR.steps;
  // Neighbours overlap so that no seam shows between them.
  const steps = Array.from(
    { length: BAR.steps },
    (_, i) =>
      markup`<rect x="${px(x + i * step)}" y="14" width="${px(Math.min(step + 0.5, BAR.width - i * step))}" height="${BAR.height}" fill="${hexColor(viridis((i + 0.5) / BAR.steps))}"/>`,
  );
  const end = x + BAR.width;
  const shown = fitText(label, LABEL_SIZE, width);
  const start = Math.max(0, Math.min(x, width - textWidth(shown, LABEL_SIZE)));
  return markup`<text class="axis-name" x="${px(start)}" y="9" font-size="${LABEL_SIZE}">${shown}</text>${steps}<text class="tick" x="${px(x - 6)}" y="19" dy="0.34em" text-anchor="end">0</text><text class="tick" x="${px(end + 6)}" y="19" dy="0.34em">1</text>`;
}

function describe({ rows, columns, values, scaleLabel }: HeatMap): string {
  const peaks = columns.flatMap((column, c) => {
    const known = values.map((line, r) => ({ row: rows[r]!, value: line[c] ?? null }));
    const finite = known.filter((one): one is { row: string; value: number } => Number.isFinite(one.value));
    if (finite.length === 0) return [];
    const peak = finite.reduce((a, b) => (b.value > a.value ? b : a));
    return [`${column}: largest in ${peak.row}`];
  });
  return `${scaleLabel}; ${rows.length} rows, ${columns.length} columns. ${peaks.join('; ')}.`;
}
