import type { RgbImage } from './image/png-parts.js';
import type { Rgb } from './matrix/color-map.js';

/** One number of a comparison: what a method reached on a domain (or task) with a metric. */
export interface ResultRow {
  readonly method: string;
  /** A row with neither domain nor task is the value over all of them and takes the place of their mean. */
  readonly domain?: string;
  readonly task?: string;
  readonly rank?: number;
  /** What tells it from other rows of its method and rank: `layers=layer4`. */
  readonly variant?: string;
  /** The metric's name, `accuracy` for one; `metricOf` of @ftn/metrics knows its unit and direction. */
  readonly metric: string;
  /** In the metric's unit (percent for accuracies); not finite where nothing could be measured. */
  readonly value: number;
  /** The sample deviation of `value` over repeated runs, in the same unit. */
  readonly deviation?: number;
  /** What the paper reports for the same cell. */
  readonly paper?: number;
  /** Scalars of the whole system that serves all the table's domains, so equal in every row of a system. */
  readonly parameters: number;
  /** `parameters` / parameters of the backbone, not rounded. */
  readonly multiple: number;
  /** The multiple the paper reports for the system. */
  readonly paperMultiple?: number;
  /** What one domain adds as a file of float32, in bytes, its head and running statistics with it; the mean over domains. */
  readonly bytes?: number;
  /** The same of float16. */
  readonly halfBytes?: number;
}

/** A table of results, as `--json` prints it. */
export interface ResultTable {
  readonly id: string;
  /** The engine the numbers were made on. */
  readonly engine: string;
  readonly rows: readonly ResultRow[];
}

/** One line of a chart; a point that is not finite interrupts it. */
export interface Curve {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Values from 0 to 1 over rows and columns, e.g. ‖ΔW‖ of every layer of every domain. */
export interface HeatMap {
  readonly title: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `values[row][column]`; null where there is nothing, such as a layer that is not adapted. */
  readonly values: readonly (readonly (number | null)[])[];
  /** The numbers behind the values, shown where the reader points. */
  readonly exact?: readonly (readonly (number | null)[])[];
  /** What the colours mean: `‖ΔW‖, each column from 0 to 1`. */
  readonly scaleLabel: string;
  /** Whether the exact numbers stand in their cells, where they fit. */
  readonly numbered?: boolean;
}

/** An adapter without the layers whose ‖ΔW‖ is below a threshold. */
export interface PruningPoint {
  readonly threshold: number;
  /** Adapted layers that are left. */
  readonly layers: number;
  /** Parameters of low-rank factors that are left. */
  readonly parameters: number;
  /** In the metric's unit. */
  readonly value: number;
}

/** One adapter pruned at several thresholds. */
export interface PruningCurve {
  readonly label: string;
  readonly points: readonly PruningPoint[];
  /** A smaller adapter found in another way, with what it is: `within 0.5 points by validation`. */
  readonly found?: { readonly label: string; readonly parameters: number; readonly value: number };
}

/** What domains keep of their accuracy as low-rank factors are taken out. */
export interface PruningChart {
  readonly title: string;
  readonly metric: string;
  readonly curves: readonly PruningCurve[];
}

/** Which residual blocks each domain runs, and how probable that was when it was decided. */
export interface BlockPolicy {
  readonly title: string;
  readonly blocks: readonly string[];
  readonly domains: readonly string[];
  /** `selected[domain][block]`: whether the domain runs the block or skips it. */
  readonly selected: readonly (readonly boolean[])[];
  /** `probabilities[domain][block]` of running it, 0 to 1. */
  readonly probabilities: readonly (readonly number[])[];
}

/** What every system reaches on every class of a domain. */
export interface ClassResults {
  /** The domain's name. */
  readonly title: string;
  readonly metric: string;
  readonly classes: readonly { readonly name: string; readonly images: number }[];
  /** `values[class]` in the metric's unit; null where there is none. */
  readonly systems: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
  /** Whether the columns are rivals, of which the best of each class is marked; default true. */
  readonly rivals?: boolean;
  /** What the classes are counted in; default images. */
  readonly counted?: string;
}

/** Images beside each other: a row for each input or season, a column for each task or step. */
export interface ImageGrid {
  readonly title: string;
  /** Names above the columns. */
  readonly columns?: readonly string[];
  /** Images of a row may have sizes of their own; null leaves a place empty. */
  readonly rows: readonly { readonly label: string; readonly images: readonly (RgbImage | null)[] }[];
  /** What the colours of label maps mean. */
  readonly legend?: readonly { readonly name: string; readonly color: Rgb }[];
  /** The ends of a colour scale, in the unit of its label: `depth, m`. */
  readonly scale?: { readonly low: number; readonly high: number; readonly label: string };
  /** The width of each image in units of the drawing, which is then as wide as that needs; default as wide as fits, at most 180. */
  readonly cell?: number;
}

/** Paragraphs under a heading of their own. */
export interface Discussion {
  readonly title: string;
  readonly paragraphs: readonly string[];
}

/** Curves that share their axes. */
export interface CurveChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly curves: readonly Curve[];
}

/** An image of a data set with what a model made of it. */
export interface SampleImage {
  readonly caption: string;
  readonly detail?: string;
  readonly width: number;
  readonly height: number;
  /** height × width × 3 bytes, row by row. */
  readonly rgb: Uint8Array;
  /** Whether the prediction is right; absent where there is none. */
  readonly correct?: boolean;
}

/** Sample images under one heading. */
export interface SampleGroup {
  readonly title: string;
  readonly images: readonly SampleImage[];
}

/** What a method, domain, task or metric is called in tables and charts where its id is not meant for readers. */
export type DisplayNames = Readonly<Record<string, string>>;

/** Everything a comparison's page shows; texts may come from anywhere and are escaped. */
export interface ComparisonReport {
  readonly title: string;
  readonly description?: string;
  /** What was done and found, in words for readers who know nothing of the method, a paragraph each. */
  readonly summary?: readonly string[];
  /** What is to be read before anything else, such as what a run was made otherwise. */
  readonly notice?: { readonly title: string; readonly lines: readonly string[] };
  readonly table: ResultTable;
  readonly curves: readonly CurveChart[];
  readonly samples: readonly SampleGroup[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** What a reader should know before the details, such as why the systems come out in this order. */
  readonly discussions?: readonly Discussion[];
  readonly pruning?: readonly PruningChart[];
  readonly heatMaps?: readonly HeatMap[];
  readonly policies?: readonly BlockPolicy[];
  readonly classes?: readonly ClassResults[];
  /** How often each class was taken for each: rows are the truth, columns the prediction. */
  readonly confusions?: readonly HeatMap[];
  /** Accuracy against confidence. */
  readonly calibrations?: readonly CurveChart[];
  readonly images?: readonly ImageGrid[];
  readonly notes?: readonly string[];
  readonly names?: DisplayNames;
}
