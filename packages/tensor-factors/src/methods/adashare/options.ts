import { UsageError } from '@ftn/errors';

/** Options of AdaShare, each with its default: the weights, speeds and numbers of the DomainNet experiment. */
export interface AdaShareOptions {
  /** Weight of the sparsity loss; default 0.01. */
  readonly sparsity?: number;
  /** Weight of the sharing loss; default 0.1. */
  readonly sharing?: number;
  /** Temperature of the Gumbel softmax at the start; default 5. */
  readonly temperature?: number;
  /** What the temperature is multiplied by after every round; default 0.965. */
  readonly cooling?: number;
  /** Rounds for each further block the curriculum opens, from the last one on; 0 opens all at once; default 1. */
  readonly curriculum?: number;
  /** Policies drawn and trained anew, of which the best is kept; default 8. */
  readonly policies?: number;
}

export type ResolvedAdaShareOptions = Required<AdaShareOptions>;

type Check = readonly [fits: (value: number) => boolean, expected: string];

const checks = {
  sparsity: [(value) => value >= 0, 'a number from 0'],
  sharing: [(value) => value >= 0, 'a number from 0'],
  temperature: [(value) => value > 0, 'a number above 0'],
  cooling: [(value) => value > 0 && value <= 1, 'a number above 0, at most 1'],
  curriculum: [(value) => Number.isInteger(value) && value >= 0, 'a whole number from 0'],
  policies: [(value) => Number.isInteger(value) && value >= 1, 'a whole number from 1'],
} as const satisfies Record<keyof AdaShareOptions, Check>;

const defaults: ResolvedAdaShareOptions = {
  sparsity: 0.01,
  sharing: 0.1,
  temperature: 5,
  cooling: 0.965,
  curriculum: 1,
  policies: 8,
};

/** Fills in defaults and refuses what AdaShare cannot do: options come from recipes and files too. */
export function resolveAdaShareOptions(options: AdaShareOptions = {}): ResolvedAdaShareOptions {
  const resolved = { ...defaults, ...options };
  for (const [name, [fits, expected]] of Object.entries(checks)) {
    const value: unknown = resolved[name as keyof AdaShareOptions];
    if (typeof value === 'number' && Number.isFinite(value) && fits(value)) continue;
    throw new UsageError(`option '${name}' of AdaShare is wrong`, { expected, got: String(value) });
  }
  return resolved;
}
