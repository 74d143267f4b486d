import { UsageError } from '@ftn/errors';

/** Options of TAPS, each with its default. */
export interface TapsOptions {
  /** λ, the weight of the mean score in the loss; default 1. */
  readonly lambda?: number;
  /** Epochs before that penalty joins the loss; default 2. */
  readonly warmUp?: number;
  /** A layer has a kernel of its own while its score is at least this; default 0.1. */
  readonly threshold?: number;
  /** The score of every layer at the start; default 0.15. */
  readonly init?: number;
}

export type ResolvedTapsOptions = Required<TapsOptions>;

type Check = readonly [fits: (value: number) => boolean, expected: string];

const checks = {
  lambda: [(value) => value >= 0, 'a number from 0'],
  warmUp: [(value) => Number.isInteger(value) && value >= 0, 'a whole number of epochs from 0'],
  threshold: [Number.isFinite, 'a number'],
  init: [Number.isFinite, 'a number'],
} as const satisfies Record<keyof TapsOptions, Check>;

/** Fills in defaults and refuses what TAPS cannot do: options come from recipes and files too. */
export function resolveTapsOptions(options: TapsOptions): ResolvedTapsOptions {
  const resolved = { lambda: 1, warmUp: 2, threshold: 0.1, init: 0.15, ...options };
  for (const [name, [fits, expected]] of Object.entries(checks)) {
    const value: unknown = resolved[name as keyof TapsOptions];
    if (typeof value === 'number' && Number.isFinite(value) && fits(value)) continue;
    throw new UsageError(`option '${name}' of TAPS is wrong`, { expected, got: String(value) });
  }
  return resolved;
}
