import { type Markup, markup } from '../markup/markup.js';
import { formatCount, formatValue } from '../text/numbers.js';
import { axes, type ChartText, chartSvg, FONT_SIZE, px, seriesClass } from './frame.js';
import type { ChartOptions } from './line-chart.js';
import { placeLabels } from './place-labels.js';
import { linearScale, logScale, type Scale } from './scale.js';
import { seriesStyles } from './series-style.js';

/** A named point with the spread of its y. */
export interface ScatterPoint {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly deviation?: number;
}

/** Points of one kind, joined by a line in their order when there are several. */
export interface ScatterSeries {
  readonly points: readonly ScatterPoint[];
}

/** Points over counts from 0 up; counts that differ by more than tenfold are put on a logarithmic axis. */
export interface ScatterPlot {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly ScatterSeries[];
}

const LOG_FROM = 10;
const ZERO_LANE = 44;

/** Named points over a count, with deviations as bars; zero stands apart, left of a logarithmic axis. */
export function scatterChart(plot: ScatterPlot, options: ChartOptions = {}): Markup {
  const { width = 720, height = 380, id = 'chart', styleOf = seriesStyles([]) } = options;
  const series = plot.series
    .map(({ points }) => points.filter((p) => Number.isFinite(p.x) && Number.isFinite(p.y)))
    .filter((points) => points.length > 0);
  const points = series.flat();
  const frame = { width, height, left: 46, right: 20, top: 36, bottom: 48 };
  const text: ChartText = { ...plot, description: describe(points, plot) };
  if (points.length === 0) {
    const note = markup`<text class="tick" x="${width / 2}" y="${height / 2}" text-anchor="middle">No data</text>`;
    return chartSvg(id, frame, text, note);
  }
  const x = countScale(
    points.map((p) => p.x),
    [frame.left + 14, width - frame.right - 14],
  );
  const reach = points.flatMap((p) => [low(p).y, high(p).y]);
  const span: [number, number] = [Math.min(...reach), Math.max(...reach)];
  const y = linearScale(span, [height - frame.bottom, frame.top], { nice: true });
  const lines = series.map((group) => {
    const d = group.map((p, i) => `${i === 0 ? 'M' : 'L'}${px(x.at(p.x))} ${px(y.at(p.y))}`).join('');
    return group.length > 1 && markup`<path class="${`join c${styleOf(group[0]!.label).color}`}" d="${d}"/>`;
  });
  const marks = points.map((p) => {
    const { color } = styleOf(p.label);
    const at = px(x.at(p.x));
    const bar =
      p.deviation !== undefined &&
      markup`<line class="${`bar c${color}`}" x1="${at}" x2="${at}" y1="${px(y.at(low(p).y))}" y2="${px(y.at(high(p).y))}"/>`;
    const title = `${p.label}: ${plot.yLabel} ${formatValue(p.y)}, ${plot.xLabel} ${formatCount(p.x)}`;
    return markup`${bar}<circle class="${seriesClass('dot', { color, dash: 0 })}" cx="${at}" cy="${px(y.at(p.y))}" r="4.5"><title>${title}</title></circle>`;
  });
  return chartSvg(id, frame, text, [axes(frame, x, y, text), ...lines, ...names(), ...marks]);

  function position(p: { x: number; y: number }) {
    return { x: x.at(p.x), y: y.at(p.y) };
  }

  function names(): Markup[] {
    const wanted = points.map((p) => ({ ...position(p), text: p.label }));
    const joins = series.flatMap((group) => group.slice(1).map((p, i) => [group[i]!, p] as const));
    const bars = points.map((p) => [low(p), high(p)] as const);
    const lines = [...joins, ...bars].map(([from, to]) => ({ from: position(from), to: position(to) }));
    const bounds = {
      left: frame.left,
      right: width - 2,
      top: frame.top - 14,
      bottom: height - frame.bottom - 4,
    };
    return placeLabels(wanted, { size: FONT_SIZE, bounds, lines }).map((box, i) => {
      const { x: pointX, y: pointY, text } = wanted[i]!;
      const nearX = Math.min(Math.max(pointX, box.left), box.right);
      const nearY = Math.min(Math.max(pointY, box.top), box.bottom);
      const leader =
        box.leader &&
        markup`<path class="leader" d="${`M${px(pointX)} ${px(pointY)}L${px(nearX)} ${px(nearY)}`}"/>`;
      const { color } = styleOf(text);
      return markup`${leader}<text class="${`name c${color}`}" x="${px((box.left + box.right) / 2)}" y="${px((box.top + box.bottom) / 2)}" dy="0.32em" text-anchor="middle">${text}</text>`;
    });
  }
}

const low = (p: ScatterPoint) => ({ x: p.x, y: p.y - (p.deviation ?? 0) });
const high = (p: ScatterPoint) => ({ x: p.x, y: p.y + (p.deviation ?? 0) });

/** Linear from 0, or logarithmic with a place of its own for 0 where the counts differ by much. */
function countScale(values: readonly number[], [left, right]: readonly [number, number]): Scale {
  const positive = values.filter((value) => value > 0);
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  if (positive.length === 0 || high / low <= LOG_FROM) {
    return linearScale([0, Math.max(1, ...values)], [left, right], { nice: true, count: 4 });
  }
  const hasZero = values.some((value) => value <= 0);
  const scale = logScale([low, high], [hasZero ? left + ZERO_LANE : left, right]);
  if (!hasZero) return scale;
  return {
    range: [left, right],
    breakAt: left + ZERO_LANE / 2,
    ticks: [{ value: 0, label: '0' }, ...scale.ticks],
    at: (value) => (value > 0 ? scale.at(value) : left),
  };
}

function describe(points: readonly ScatterPoint[], { xLabel, yLabel }: ScatterPlot): string {
  const list = points.map((p) => `${p.label}: ${formatValue(p.y)} at ${formatCount(p.x)}`);
  return `${yLabel} against ${xLabel}. ${list.join('; ')}.`;
}
