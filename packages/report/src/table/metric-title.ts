import type { Metric } from '@ftn/metrics';

/** The metric's name with its unit: `accuracy, %`. */
export function metricTitle({ label, unit }: Pick<Metric, 'label' | 'unit'>, name = label): string {
  return unit ? `${name}, ${unit}` : name;
}
