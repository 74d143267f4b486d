import type { RgbImage } from './image/png-parts.js';
import type { Rgb } from './matrix/color-map.js';

/** One number of a comparison: what a method reached on a domain (or task) with a metric. */
export interface ResultRow {
  method: string;
  /** A row with neither domain nor task is the value over all of them and takes the place of their mean. */
  domain?: string;
  task?: string;
  rank?: number;
  /** The metric's name, `accuracy` for one; `metricOf` of @ftn/metrics knows its unit and direction. */
  metric: string;
  /** In the metric's unit (percent for accuracies); not finite where nothing could be measured. */
  value: number;
  /** The sample deviation of `value` over repeated runs, in the same unit. */
  deviation?: number;
  /** What the paper reports for the same cell. */
  paper?: number;
  /** Scalars of the whole system that serves all the table's domains, so equal in every row of a system. */
  parameters: number;
  /** `parameters` / parameters of the backbone, not rounded. */
  multiple: number;
  /** The multiple the paper reports for the system. */
  paperMultiple?: number;
}

/** A table of results, as `--json` prints it. */
export interface ResultTable {
  id: string;
  /** The engine the numbers were made on. */
  engine: string;
  rows: ResultRow[];
}

/** One line of a chart; a point that is not finite interrupts it. */
export interface Curve {
  label: string;
  points: { x: number; y: number }[];
}

/** Values from 0 to 1 over rows and columns, e.g. ‖ΔW‖ of every layer of every domain. */
export interface HeatMap {
  title: string;
  rows: string[];
  columns: string[];
  /** `values[row][column]`; null where there is nothing, such as a layer that is not adapted. */
  values: (number | null)[][];
  /** The numbers behind the values, shown where the reader points. */
  exact?: (number | null)[][];
  /** What the colours mean: `‖ΔW‖, each column from 0 to 1`. */
  scaleLabel: string;
}

/** An adapter without the layers whose ‖ΔW‖ is below a threshold. */
export interface PruningPoint {
  threshold: number;
  /** Adapted layers that are left. */
  layers: number;
  /** Parameters of low-rank factors that are left. */
  parameters: number;
  /** In the metric's unit. */
  value: number;
}

/** One adapter pruned at several thresholds. */
export interface PruningCurve {
  label: string;
  points: PruningPoint[];
  /** A smaller adapter found in another way, with what it is: `within 0.5 points by validation`. */
  found?: { label: string; parameters: number; value: number };
}

/** What domains keep of their accuracy as low-rank factors are taken out. */
export interface PruningChart {
  title: string;
  metric: string;
  curves: PruningCurve[];
}

/** Which residual blocks each domain runs, and how probable that was when it was decided. */
export interface BlockPolicy {
  title: string;
  blocks: string[];
  domains: string[];
  /** `selected[domain][block]`: whether the domain runs the block or skips it. */
  selected: boolean[][];
  /** `probabilities[domain][block]` of running it, 0 to 1. */
  probabilities: number[][];
}

/** What every system reaches on every class of a domain. */
export interface ClassResults {
  /** The domain's name. */
  title: string;
  metric: string;
  classes: { name: string; images: number }[];
  /** `values[class]` in the metric's unit; null where there is none. */
  systems: { label: string; values: (number | null)[] }[];
}

/** Images beside each other: a row for each input or season, a column for each task or step. */
export interface ImageGrid {
  title: string;
  /** Names above the columns. */
  columns?: string[];
  /** Images of a row may have sizes of their own; null leaves a place empty. */
  rows: { label: string; images: (RgbImage | null)[] }[];
  /** What the colours of label maps mean. */
  legend?: { name: string; color: Rgb }[];
  /** The ends of a colour scale, in the unit of its label: `depth, m`. */
  scale?: { low: number; high: number; label: string };
}

/** Paragraphs under a heading of their own. */
export interface Discussion {
  title: string;
  paragraphs: string[];
}

/** Curves that share their axes. */
export interface CurveChart {
  title: string;
  xLabel: string;
  yLabel: string;
  curves: Curve[];
}

/** An image of a data set with what a model made of it. */
export interface SampleImage {
  caption: string;
  detail?: string;
  width: number;
  height: number;
  /** height × width × 3 bytes, row by row. */
  rgb: Uint8Array;
  /** Whether the prediction is right; absent where there is none. */
  correct?: boolean;
}

/** Sample images under one heading. */
export interface SampleGroup {
  title: string;
  images: SampleImage[];
}

/** What a method, domain, task or metric is called in tables and charts where its id is not meant for readers. */
export type DisplayNames = Readonly<Record<string, string>>;

/** Everything a comparison's page shows; texts may come from anywhere and are escaped. */
export interface ComparisonReport {
  title: string;
  description?: string;
  table: ResultTable;
  curves: CurveChart[];
  samples: SampleGroup[];
  settings: Record<string, unknown>;
  /** What a reader should know before the details, such as why the systems come out in this order. */
  discussions?: Discussion[];
  pruning?: PruningChart[];
  heatMaps?: HeatMap[];
  policies?: BlockPolicy[];
  classes?: ClassResults[];
  images?: ImageGrid[];
  notes?: string[];
  names?: DisplayNames;
}
