import { spectralNorm } from '@ftn/ops';
import { keep, type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { Weights } from '../weights/initial-weights.js';
import type { BigGanLayers } from './layer-list.js';
import { spectralWeights } from './weight-shapes.js';

/** The σ a weight was divided by, and the vector its power iteration starts from. */
export interface Spectrum {
  readonly sigma: number;
  /** [1, outputs] */
  readonly u: Tensor2D;
}

/**
 * Weights as evaluation uses them: each divided by its σ, of one power iteration from the stored vector, which stays as it
 * is (the rule of the authors' implementation in evaluation mode). The result shares no memory with `weights`.
 */
export function normaliseSpectra(
  layers: BigGanLayers,
  weights: Weights,
  epsilon: number,
): { weights: Map<string, Tensor>; spectra: Map<string, Spectrum> } {
  const spectral = new Map(spectralWeights(layers).map((weight) => [`${weight.name}.weight`, weight]));
  const normalised = new Map<string, Tensor>();
  const spectra = new Map<string, Spectrum>();
  for (const [name, weight] of weights) {
    if (name.endsWith('.u0') || name.endsWith('.sv0')) continue;
    const layer = spectral.get(name);
    if (!layer) {
      normalised.set(name, keep(weight.clone()));
      continue;
    }
    const u = weights.get(`${layer.name}.u0`) as Tensor2D;
    const [divided, sigma] = tidy(() => {
      const result = spectralNorm(weight, u, { outputs: layer.axis, epsilon });
      return [keep(result.weight), result.sigma.dataSync()[0]!] as const;
    });
    normalised.set(name, divided);
    spectra.set(layer.name, { sigma, u: keep(u.clone()) });
  }
  return { weights: normalised, spectra };
}
