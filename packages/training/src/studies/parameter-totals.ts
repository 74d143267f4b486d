import type { Method } from '@ftn/tensor-factors';

/** What one domain adds, in exact scalars; kinds that are left out are none. */
export interface AddedScalars {
  /** Factors, or whole kernels. */
  readonly convolutions?: number;
  /** Scale and offset of batch norms. */
  readonly batchNorm?: number;
  /** What a generator's domain keeps of its linear layers. */
  readonly linears?: number;
  readonly head?: number;
}

/** The size of a system of several domains, in exact scalars, heads apart. */
export interface ParameterTotals {
  /** Shared network (once, where the method uses it) + Σ over domains of what each adds. */
  readonly parameters: number;
  /** `parameters` over those of one network. */
  readonly multiple: number;
  /** What one domain adds on average: factors or kernels, batch-norm affine, linear layers. */
  readonly added: number;
  readonly heads: number;
}

/**
 * Totals by the convention of the documentation: |W|·[shared] + Σ_t (convolutions_t + batch norms_t + linears_t),
 * over |W| = `network`, the parameters of the network that domains stand on, in scalars.
 */
export function parameterTotals(
  network: number,
  method: Pick<Method, 'usesShared'>,
  domains: readonly AddedScalars[],
): ParameterTotals {
  const added = domains.reduce(
    (n, { convolutions = 0, batchNorm = 0, linears = 0 }) => n + convolutions + batchNorm + linears,
    0,
  );
  const parameters = (method.usesShared ? network : 0) + added;
  return {
    parameters,
    multiple: parameters / network,
    added: added / Math.max(1, domains.length),
    heads: domains.reduce((n, { head = 0 }) => n + head, 0),
  };
}
