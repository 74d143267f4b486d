import { type Markup, markup } from '../markup/markup.js';
import { formatTick } from '../text/numbers.js';
import type { Curve, CurveChart } from '../types.js';
import { endLabelRoom, endLabels, LABEL_HEIGHT } from './end-labels.js';
import { axes, chartSvg, px, seriesClass } from './frame.js';
import { linearScale, type Scale } from './scale.js';
import { type SeriesStyle, type StyleOf, seriesStyles } from './series-style.js';
import { type Point, type Stretch, summarizePoints } from './summarize-points.js';

/** How large a chart is, how its parts are identified on a page, and how its series look. */
export interface ChartOptions {
  /** In CSS pixels; it scales with its container. */
  readonly width?: number;
  /** In CSS pixels. */
  readonly height?: number;
  /** A word that no other chart on the page has. */
  readonly id?: string;
  /** The style of a series by its label; default by order. */
  readonly styleOf?: StyleOf;
}

/** A curve as it is drawn: its runs of finite points, and where it ends. */
interface DrawnCurve {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly runs: readonly (readonly Point[])[];
  readonly end: Point;
}

/** Curves over a common x, each named at its end; grows in height when the names need it. */
export function lineChart(chart: CurveChart, options: ChartOptions = {}): Markup {
  const { width = 420, height = 260, id = 'chart', styleOf = seriesStyles([]) } = options;
  const curves = chart.curves.flatMap((curve) => draw(curve, styleOf));
  const needed = curves.length * LABEL_HEIGHT + 80;
  const frame = {
    width,
    height: Math.max(height, needed),
    left: 46,
    right: endLabelRoom(curves.map(({ label }) => label)),
    top: 32,
    bottom: 44,
  };
  const text = { ...chart, description: describe(curves, chart) };
  if (curves.length === 0) {
    const note = markup`<text class="tick" x="${width / 2}" y="${height / 2}" text-anchor="middle">No data</text>`;
    return chartSvg(id, frame, text, note);
  }
  const points = curves.flatMap(({ runs }) => runs.flat());
  const x = linearScale(extent(points.map((p) => p.x)), [frame.left, width - frame.right], {
    nice: false,
    count: 5,
  });
  const y = linearScale(extent(points.map((p) => p.y)), [frame.height - frame.bottom, frame.top], {
    nice: true,
  });
  const lines = curves.map((curve) => path(curve, x, y, (width - frame.left - frame.right) / 2));
  const ends = curves.map(({ label, style, end }) => {
    return { label, color: style.color, x: x.at(end.x), y: y.at(end.y) };
  });
  return chartSvg(id, frame, text, [axes(frame, x, y, text), ...lines, endLabels(ends, frame)]);
}

/** The runs of a curve between points that are not finite; nothing when no point is. */
function draw(curve: Curve, styleOf: StyleOf): DrawnCurve[] {
  const style = styleOf(curve.label);
  const runs: Point[][] = [[]];
  for (const point of curve.points) {
    if (Number.isFinite(point.x) && Number.isFinite(point.y)) runs.at(-1)!.push(point);
    else runs.push([]);
  }
  const drawn = runs.filter((run) => run.length > 0);
  const end = drawn.at(-1)?.at(-1);
  return end === undefined ? [] : [{ label: curve.label, style, runs: drawn, end }];
}

/** A line for each run, in a band where its points were too many to draw, and a dot at the end. */
function path({ style, runs, end }: DrawnCurve, x: Scale, y: Scale, buckets: number): Markup {
  const trace = (points: readonly Point[]) =>
    points.map((p) => `${px(x.at(p.x))} ${px(y.at(p.y))}`).join('L');
  const solid = { color: style.color, dash: 0 };
  const drawn = runs.map((run) => {
    const stretches = summarizePoints(run, Math.ceil(buckets));
    return markup`${stretches.length < run.length && band(stretches)}<path class="${seriesClass('line', style)}" d="${`M${trace(stretches)}`}"/>`;
  });
  return markup`${drawn}<circle class="${seriesClass('dot', solid)}" cx="${px(x.at(end.x))}" cy="${px(y.at(end.y))}" r="3"/>`;

  function band(stretches: readonly Stretch[]): Markup {
    const upper = stretches.map((s) => ({ x: s.x, y: s.high }));
    const lower = stretches.map((s) => ({ x: s.x, y: s.low })).reverse();
    return markup`<path class="${seriesClass('band', solid)}" d="${`M${trace([...upper, ...lower])}Z`}"/>`;
  }
}

function describe(curves: readonly DrawnCurve[], { xLabel, yLabel }: CurveChart): string {
  const ends = curves.map(({ label, end }) => `${label} ends at ${formatTick(round(end.y))}`);
  return `${yLabel} over ${xLabel}. ${ends.join('; ')}.`;
}

const round = (value: number) => Number(value.toPrecision(4));

const extent = (values: readonly number[]): [number, number] =>
  values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
