/** How a metric is written and which of two values is better. */
export interface MetricStyle {
  readonly label: string;
  /** Written after the label: `%`, `°`, `dB`; empty for numbers without a unit. */
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** Decimals of a value. */
  readonly digits: number;
}

const styles: Readonly<Record<string, MetricStyle>> = {
  accuracy: { label: 'accuracy', unit: '%', better: 'higher', digits: 2 },
  top1: { label: 'top-1 accuracy', unit: '%', better: 'higher', digits: 2 },
  top5: { label: 'top-5 accuracy', unit: '%', better: 'higher', digits: 2 },
  mIoU: { label: 'mIoU', unit: '%', better: 'higher', digits: 2 },
  odsF: { label: 'odsF', unit: '%', better: 'higher', digits: 2 },
  mErr: { label: 'mErr', unit: '°', better: 'lower', digits: 2 },
  RMSE: { label: 'RMSE', unit: '', better: 'lower', digits: 4 },
  PSNR: { label: 'PSNR', unit: 'dB', better: 'higher', digits: 2 },
  delta: { label: 'Δ', unit: '%', better: 'higher', digits: 2 },
  loss: { label: 'loss', unit: '', better: 'lower', digits: 4 },
};

/** The style of a metric; one that is not in the table is written as it is named, with higher taken as better. */
export function metricStyle(metric: string): MetricStyle {
  const known = Object.hasOwn(styles, metric) ? styles[metric] : undefined;
  return known ?? { label: metric, unit: '', better: 'higher', digits: 2 };
}

/** The metric's name with its unit: `accuracy, %`. */
export function metricTitle(style: MetricStyle, name = style.label): string {
  return style.unit ? `${name}, ${style.unit}` : name;
}
