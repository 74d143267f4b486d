import type { DomainCounts } from '@ftn/adapters';
import { type Architecture, countBackbone } from '@ftn/backbones';
import type { Method } from '@ftn/tensor-factors';

/** The size of a system of several domains, in exact scalars, heads apart. */
export interface ParameterTotals {
  /** Shared network (once, where the method uses it) + Σ over domains of what each adds. */
  readonly parameters: number;
  /** `parameters` over those of one backbone. */
  readonly multiple: number;
  /** What one domain adds on average: factors or kernels, and batch-norm affine. */
  readonly added: number;
  readonly heads: number;
}

/** Totals by the convention of the documentation: |W|·[shared] + Σ_t (convolutions_t + batch norms_t). */
export function parameterTotals(
  architecture: Architecture,
  method: Pick<Method, 'usesShared'>,
  domains: readonly DomainCounts[],
): ParameterTotals {
  const base = countBackbone(architecture).parameters;
  const added = domains.reduce((n, counts) => n + counts.convolutions + counts.batchNorm, 0);
  const parameters = (method.usesShared ? base : 0) + added;
  return {
    parameters,
    multiple: parameters / base,
    added: added / Math.max(1, domains.length),
    heads: domains.reduce((n, counts) => n + counts.head, 0),
  };
}
