import { formatTick } from '../text/numbers.js';
import { logTicks, niceTicks } from './ticks.js';

/** A round number on an axis and how it is written. */
interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Where numbers lie on an axis: positions are in the chart's own units, from `range[0]` to `range[1]`. */
export interface Scale {
  readonly range: readonly [from: number, to: number];
  readonly ticks: readonly Tick[];
  /** Where the axis is interrupted, if it is. */
  readonly breakAt?: number;
  /** The position of a value; values outside the domain fall outside the range. */
  at(value: number): number;
}

type Interval = readonly [from: number, to: number];

const withLabels = (values: readonly number[]) =>
  values.map((value) => ({ value, label: formatTick(value) }));

/** A scale on which equal differences are equally far; `nice` widens the domain to its outer ticks. */
export function linearScale(
  domain: Interval,
  range: Interval,
  options: { count?: number; nice: boolean },
): Scale {
  const candidates = niceTicks(domain[0], domain[1], options.count);
  const flat = domain[0] === domain[1];
  const [low, high] = options.nice || flat ? [candidates[0]!, candidates.at(-1)!] : domain;
  const slope = (range[1] - range[0]) / (high - low);
  return {
    range,
    ticks: withLabels(candidates.filter((tick) => tick >= low && tick <= high)),
    at: (value) => range[0] + (value - low) * slope,
  };
}

/** A scale on which equal ratios are equally far; the domain is positive and is widened to round numbers. */
export function logScale(domain: Interval, range: Interval): Scale {
  const low = roundBelow(domain[0] === domain[1] ? domain[0] / 2 : domain[0]);
  const high = 1 / roundBelow(1 / (domain[0] === domain[1] ? domain[1] * 2 : domain[1]));
  const slope = (range[1] - range[0]) / Math.log(high / low);
  return {
    range,
    ticks: withLabels(logTicks(low, high)),
    at: (value) => range[0] + Math.log(value / low) * slope,
  };
}

/** The largest of 1, 2 and 5 times a power of ten that is not above `value`. */
function roundBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const factor = [5, 2, 1].find((f) => f * power <= value * (1 + 1e-9)) ?? 1;
  return factor * power;
}
