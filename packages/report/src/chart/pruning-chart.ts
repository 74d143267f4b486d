import { metricOf } from '@ftn/metrics';
import { type Markup, markup } from '../markup/markup.js';
import { metricTitle } from '../table/metric-title.js';
import { formatCount, formatTick, formatValue } from '../text/numbers.js';
import type { PruningChart, PruningCurve, PruningPoint } from '../types.js';
import { endLabelRoom, endLabels, LABEL_HEIGHT } from './end-labels.js';
import { axes, type ChartText, chartSvg, px, seriesClass } from './frame.js';
import type { ChartOptions } from './line-chart.js';
import { type LabelledPoint, placeLabels } from './place-labels.js';
import { linearScale, type Scale } from './scale.js';
import { seriesStyles } from './series-style.js';
import { fitText, textWidth } from './text-width.js';

const ANNOTATION_SIZE = 10;

/**
 * Accuracy over the low-rank parameters that are left, a line for each adapter; every marker says its threshold
 * on ‖ΔW‖ and, in brackets, the number of layers left, unless `annotated` is false.
 */
export function pruningChart(
  chart: PruningChart,
  options: ChartOptions & { readonly annotated?: boolean } = {},
): Markup {
  const { width = 960, height = 460, id = 'pruning', styleOf = seriesStyles([]), annotated = true } = options;
  const style = metricOf(chart.metric);
  const curves = chart.curves
    .map((curve) => ({
      ...curve,
      points: curve.points.filter(isFinitePoint),
      color: styleOf(curve.label).color,
    }))
    .filter(({ points }) => points.length > 0);
  // A single curve is named by the chart's title.
  const room = curves.length > 1 ? endLabelRoom(curves.map(({ label }) => label)) : 22;
  const needed = curves.length * LABEL_HEIGHT + 80;
  const yLabel = metricTitle(style);
  const legend = foundLegend(curves, { width, right: room, yLabel });
  const frame = {
    width,
    height: Math.max(height, needed) + legend.room,
    left: 46,
    right: room,
    top: 32 + legend.room,
    bottom: 44,
  };
  const text: ChartText = {
    title: chart.title,
    description: describe(curves, metricTitle(style)),
    xLabel: 'parameters of low-rank factors left',
    yLabel,
  };
  if (curves.length === 0) {
    const note = markup`<text class="tick" x="${width / 2}" y="${height / 2}" text-anchor="middle">No data</text>`;
    return chartSvg(id, frame, text, note);
  }
  const marks = curves.flatMap(({ points, found }) => [...points, ...(found ? [found] : [])]);
  const counts = marks.map(({ parameters }) => parameters);
  const values = marks.map(({ value }) => value);
  const x = linearScale([0, Math.max(1, ...counts)], [frame.left, width - frame.right], {
    nice: false,
    count: 5,
  });
  const y = linearScale(
    [Math.min(...values), Math.max(...values)],
    [frame.height - frame.bottom, frame.top + 14],
    {
      nice: true,
    },
  );
  const at = ({ parameters, value }: { parameters: number; value: number }) => ({
    x: x.at(parameters),
    y: y.at(value),
  });
  const lines = curves.map(({ points, color }) => {
    const d = points
      .map((point, i) => `${i === 0 ? 'M' : 'L'}${px(at(point).x)} ${px(at(point).y)}`)
      .join('');
    return markup`<path class="${`join c${color}`}" d="${d}"/>`;
  });
  const dots = curves.flatMap(({ label, points, color }) =>
    points.map((point) => {
      const title = `${label}: ${formatValue(point.value, style.digits)} with ${formatCount(point.parameters)} parameters in ${point.layers} layers, threshold ${thresholdText(point)}`;
      return markup`<circle class="${seriesClass('dot', { color, dash: 0 })}" cx="${px(at(point).x)}" cy="${px(at(point).y)}" r="3.5"><title>${title}</title></circle>`;
    }),
  );
  const found = curves.flatMap(({ label, found: one, color }) => {
    if (!one) return [];
    const { x: cx, y: cy } = at(one);
    const title = `${label}, ${one.label}: ${formatValue(one.value, style.digits)} with ${formatCount(one.parameters)} parameters`;
    return [
      markup`<path class="${`found c${color}`}" d="${`M${px(cx)} ${px(cy - 7)}l7 7l-7 7l-7 -7Z`}"><title>${title}</title></path>`,
    ];
  });
  const ends = curves.map(({ label, color, points }) => ({ label, color, ...at(points[0]!) }));
  return chartSvg(id, frame, text, [
    axes(frame, x, y, text),
    ...lines,
    ...(annotated ? annotations(curves, at, { ...frame, base: y }) : []),
    ...dots,
    ...found,
    ...legend.marks,
    ...(curves.length > 1 ? endLabels(ends, frame) : []),
  ]);
}

/** The height of a line of the legend that does not fit beside the name of the y axis. */
const LEGEND_LINE = 18;

/** What the diamonds are: at the right above the plot, or on a line of its own where the y axis's name is in the way. */
function foundLegend(
  curves: readonly Drawn[],
  { width, right, yLabel }: { width: number; right: number; yLabel: string },
): { readonly marks: Markup[]; readonly room: number } {
  const labels = [...new Set(curves.flatMap(({ found }) => found?.label ?? []))];
  if (labels.length === 0) return { marks: [], room: 0 };
  const text = fitText(`smallest ${labels.join(', ')}`, 12, width - 24);
  const taken = textWidth(text, 12) + 17;
  const beside = textWidth(yLabel, 12) + 20 + taken <= width - right;
  const left = beside ? width - right - taken + 5 : 5;
  const down = beside ? 0 : LEGEND_LINE;
  return {
    marks: [
      markup`<path class="found-key" d="${`M${px(left)} ${px(3 + down)}l5 5l-5 5l-5 -5Z`}"/><text class="tick" x="${px(left + 12)}" y="${px(12 + down)}">${text}</text>`,
    ],
    room: down,
  };
}

type Drawn = PruningCurve & { readonly color: number };

const isFinitePoint = ({ parameters, value }: PruningPoint) =>
  Number.isFinite(parameters) && Number.isFinite(value);

/** Two digits are enough to tell equally spaced thresholds apart. */
export const thresholdText = ({ threshold }: Pick<PruningPoint, 'threshold'>) =>
  formatTick(Number(threshold.toPrecision(2)));

/** `0.42 (28)` beside each marker, clear of the others; markers on one spot share one. */
function annotations(
  curves: readonly Drawn[],
  at: (point: { parameters: number; value: number }) => { x: number; y: number },
  frame: {
    width: number;
    height: number;
    left: number;
    right: number;
    top: number;
    bottom: number;
    base: Scale;
  },
): Markup[] {
  const wanted: (LabelledPoint & { color: number })[] = [];
  for (const { points, color } of curves) {
    for (const [i, point] of points.entries()) {
      // The last of equal points has the highest threshold that still leaves these layers.
      if (points[i + 1]?.layers === point.layers) continue;
      wanted.push({ ...at(point), text: `${thresholdText(point)} (${point.layers})`, color });
    }
  }
  const lines = curves.flatMap(({ points }) =>
    points.slice(1).map((to, i) => ({ from: at(points[i]!), to: at(to) })),
  );
  const bounds = {
    left: frame.left,
    right: frame.width - frame.right + 6,
    top: frame.top,
    bottom: frame.height - frame.bottom - 2,
  };
  return placeLabels(wanted, { size: ANNOTATION_SIZE, bounds, lines }).map((box, i) => {
    const { x, y, text, color } = wanted[i]!;
    const near = `${px(Math.min(Math.max(x, box.left), box.right))} ${px(Math.min(Math.max(y, box.top), box.bottom))}`;
    const leader = box.leader && markup`<path class="leader" d="${`M${px(x)} ${px(y)}L${near}`}"/>`;
    return markup`${leader}<text class="${`name c${color}`}" font-size="${ANNOTATION_SIZE}" x="${px((box.left + box.right) / 2)}" y="${px((box.top + box.bottom) / 2)}" dy="0.34em" text-anchor="middle">${text}</text>`;
  });
}

function describe(curves: readonly Drawn[], metric: string): string {
  const parts = curves.map(({ label, points }) => {
    const [first, last] = [points[0]!, points.at(-1)!];
    const end = (point: PruningPoint) => `${formatValue(point.value)} with ${point.layers} layers`;
    return `${label}: ${end(first)}, ${end(last)}`;
  });
  return `${metric} over the parameters of low-rank factors that are left. ${parts.join('; ')}.`;
}
