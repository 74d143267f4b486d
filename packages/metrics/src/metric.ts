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

type Row = Partial<Omit<Metric, 'name'>>;

const percent: Row = { unit: '%' };

/** What is known of metrics by name; what a row leaves out is the usual. */
const rows: Readonly<Record<string, Row>> = {
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
  loss: { better: 'lower', digits: 4 },
};

/** The names of the metrics whose unit and direction are known. */
export const metricNames: readonly string[] = Object.keys(rows);

/** What is known of a metric; one that is in no table is a number without a unit, better the higher it is. */
export function metricOf(name: string): Metric {
  const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
  return { name, label: name, better: 'higher', unit: '', digits: 2, ...row };
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
