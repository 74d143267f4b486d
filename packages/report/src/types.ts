/** One number of a comparison: what a method reached on a domain (or task) with a metric. */
export interface ResultRow {
  method: string;
  /** A row with neither domain nor task is the value over all of them and takes the place of their mean. */
  domain?: string;
  task?: string;
  rank?: number;
  /** The metric's name, `accuracy` for one; `metric-style.ts` knows units and which direction is better. */
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
  notes?: string[];
  names?: DisplayNames;
}
