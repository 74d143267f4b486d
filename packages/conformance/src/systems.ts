import type { GeneratorDomainOptions } from '@ftn/generation';
import { createMethod, isRanked, type MethodOptions } from '@ftn/tensor-factors';

/** One row of the suite: a method with the options it is held to the laws with. A new method adds rows, not tests. */
export interface System {
  readonly method: string;
  readonly options: MethodOptions;
  /** What only a generator's domain has a choice of. */
  readonly generator?: GeneratorDomainOptions;
}

export const systems: readonly System[] = [
  { method: 'feature-extractor', options: {} },
  { method: 'fc-and-bn-only', options: {} },
  { method: 'fine-tuning', options: {} },
  { method: 'ftn', options: { rank: 1 } },
  { method: 'ftn', options: { rank: 4 } },
  { method: 'ftn', options: { rank: 2, modes: 'separable' } },
  { method: 'ftn', options: { rank: 2, init: 'orthogonal' } },
  { method: 'ftn', options: { rank: 2, init: 'normal' } },
  { method: 'ftn', options: { rank: 2, layers: '^layer[34]\\.' } },
  { method: 'taps', options: {} },
  { method: 'taps', options: { threshold: 0.12, init: 0.1, lambda: 0.1, warmUp: 0 } },
  { method: 'adashare', options: {} },
  {
    method: 'adashare',
    options: { sparsity: 0.05, sharing: 0.02, temperature: 2, cooling: 0.9, curriculum: 2, policies: 2 },
  },
];

/** One row a method: for a backbone where every row would take too long. */
export const oneSystemEach: readonly System[] = systems.filter(({ method, options }) =>
  isRanked(method) ? options.rank === 4 : Object.keys(options).length === 0,
);

/** One row for each method that leaves the shared weights alone: what dense tasks are compared by. */
export const denseSystems: readonly System[] = oneSystemEach.filter(
  ({ method, options }) => createMethod(method, options).traits.freezesShared,
);

/** Methods and choices that change what a generator's domain stores or computes. */
export const generatorSystems: readonly System[] = [
  { method: 'ftn', options: { rank: 2 } },
  { method: 'ftn', options: { rank: 3, modes: 'separable' }, generator: { linears: 'norms' } },
  { method: 'ftn', options: { rank: 2, layers: 'conv1' }, generator: { linears: 'all' } },
  { method: 'ftn', options: { rank: 2 }, generator: { linears: 'none', spectralNorm: 'inside' } },
  { method: 'fine-tuning', options: {}, generator: { linears: 'all' } },
];

/** A row as the title of its tests: `ftn, rank 4`. */
export function titleOf({ method, options, generator = {} }: System): string {
  return [
    method,
    ...Object.entries({ ...options, ...generator }).map(([key, value]) => `${key} ${value}`),
  ].join(', ');
}
