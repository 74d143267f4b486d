import type { Generator } from '@ftn/backbones';
import { spectralNorm } from '@ftn/ops';
import type { Parametrization } from '@ftn/tensor-factors';
import { mul, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { ResolvedDomainOptions } from './domain-options.js';

/** What of a generator's domain decides the kernels it runs with. */
export interface KernelSource {
  readonly generator: Generator;
  readonly parts: { readonly parametrizations: ReadonlyMap<string, Parametrization> };
  readonly identity: { readonly options: Pick<ResolvedDomainOptions, 'spectralNorm'> };
}

/**
 * The kernel a layer of the domain runs with, HWIO: W/σ + ΔW, or (W + ΔW)/σ where the domain keeps spectral norms around
 * the sum; differentiable in the layer's parametrization.
 */
export function adaptedKernel(domain: KernelSource, layer: string): Tensor4D {
  const { generator, parts, identity } = domain;
  const base = generator.kernel(layer);
  const parametrization = parts.parametrizations.get(layer);
  if (!parametrization) return base.clone();
  if (identity.options.spectralNorm === 'after') return parametrization.kernel(base);
  return tidy(() => {
    const { sigma, u } = generator.spectrum(layer);
    const { spectralEpsilon: epsilon } = generator.architecture.config;
    const sum = parametrization.kernel(mul(base, sigma));
    return spectralNorm(sum, u, { outputs: 'last', epsilon }).weight;
  });
}
