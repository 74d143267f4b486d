import { UsageError } from '@ftn/errors';

/** Whether a metric improves upwards or downwards. */
export type Direction = 'higher' | 'lower';

/** A metric as tables name it, and which of two of its values is better. */
export interface Metric {
  readonly name: string;
  /** What readers see, e.g. `Δ` for `delta`. */
  readonly label: string;
  readonly better: Direction;
  /** `%`, `°`, `m`, `dB`; empty for numbers without a unit. */
  readonly unit: string;
  /** Decimals of a value. */
  readonly digits: number;
}

/** What a metric's row says; what it leaves out is the usual. */
export type MetricRow = Partial<Omit<Metric, 'name'>>;

const percent: MetricRow = { unit: '%' };

/** What is known of metrics by name. */
const shipped: Readonly<Record<string, MetricRow>> = {
  accuracy: percent,
  top1: { ...percent, label: 'top-1 accuracy' },
  top5: { ...percent, label: 'top-5 accuracy' },
  mIoU: percent,
  pixelAccuracy: percent,
  meanAccuracy: percent,
  odsF: percent,
  oisF: percent,
  AP: percent,
  mErr: { unit: '°', better: 'lower' },
  median: { unit: '°', better: 'lower' },
  angleRMSE: { unit: '°', better: 'lower' },
  under11: percent,
  under22: percent,
  under30: percent,
  RMSE: { unit: 'm', better: 'lower', digits: 4 },
  RMSEPerImage: { unit: 'm', better: 'lower', digits: 4 },
  RMSERcm: { unit: 'm', better: 'lower', digits: 4 },
  absolute: { unit: 'm', better: 'lower', digits: 4 },
  relative: { better: 'lower', digits: 4 },
  PSNR: { unit: 'dB' },
  SSIM: { digits: 4 },
  delta: { ...percent, label: 'Δ' },
  ECE: { ...percent, better: 'lower' },
  loss: { better: 'lower', digits: 4 },
};

const rows = new Map<string, MetricRow>(Object.entries(shipped));

/** The names of the metrics whose unit and direction are known, those registered by a program too. */
export const metricNames = (): string[] => [...rows.keys()];

/**
 * Adds a metric for this process: how tables and messages write its values, and which of two is better.
 *
 * @throws UsageError where the name is taken
 */
export function registerMetric(name: string, row: MetricRow): void {
  if (rows.has(name)) {
    throw new UsageError(`the metric '${name}' is already registered`, { hint: 'Choose another name.' });
  }
  rows.set(name, row);
}

/** What is known of a metric; one that is in no table is a number without a unit, better the higher it is. */
export function metricOf(name: string): Metric {
  return { name, label: name, better: 'higher', unit: '', digits: 2, ...rows.get(name) };
}

/** Whether a value of the metric is better than another. */
export function isBetter({ better }: Pick<Metric, 'better'>, value: number, than: number): boolean {
  return better === 'higher' ? value > than : value < than;
}

/** A value with the metric's decimals and unit: `88.56 %`, `0.5114 m`, `17.66°`. */
export function formatMetric({ unit, digits }: Pick<Metric, 'unit' | 'digits'>, value: number): string {
  const text = value.toFixed(digits);
  if (unit === '') return text;
  return unit === '°' ? `${text}°` : `${text} ${unit}`;
}
