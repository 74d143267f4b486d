import { NamedTensors } from '@ftn/adapters';
import { MismatchError } from '@ftn/errors';
import type { ConvolutionPlan, Parametrization, StoredLayer } from '@ftn/tensor-factors';
import { type Tensor, variable } from '@tensorflow/tfjs-core';
import { ownedLinears } from './domain-options.js';
import { type DomainIdentity, GeneratorDomain } from './generator-domain.js';

interface Taken {
  readonly layer: string;
  readonly plan: ConvolutionPlan;
  readonly stored: StoredLayer;
}

/** What the file holds of each convolution the method adapts. A pruned adapter leaves layers out. */
function takeConvolutions(named: NamedTensors, { generator, method }: DomainIdentity): Taken[] {
  return generator.architecture.convolutions.flatMap((layer) => {
    const plan = method.convolution(layer);
    if (!plan) return [];
    const stored = named.takeLayer(layer.name);
    return stored.size > 0 ? [{ layer: layer.name, plan, stored }] : [];
  });
}

/** Restores every adapted convolution, or none: what was made before an error is disposed. */
function restoreConvolutions(taken: readonly Taken[], file?: string) {
  const parametrizations = new Map<string, Parametrization>();
  try {
    for (const { layer, plan, stored } of taken) parametrizations.set(layer, plan.restore(stored));
  } catch (error) {
    for (const made of parametrizations.values()) made.dispose();
    if (!(error instanceof MismatchError) || file === undefined) throw error;
    throw new MismatchError(error.problem, { ...error.details, file });
  }
  return parametrizations;
}

/**
 * A domain from the tensors its file keeps, in memory layout; it copies them.
 *
 * @throws MismatchError where a tensor is missing, left over or of another shape
 */
export function restoreGeneratorDomain(
  identity: DomainIdentity,
  tensors: ReadonlyMap<string, Tensor>,
  file?: string,
): GeneratorDomain {
  const { generator, classes, options } = identity;
  const { architecture } = generator;
  const named = new NamedTensors(tensors, file);
  const linears = ownedLinears(architecture, options.linears).map((name) => {
    const shape = [...generator.weights.get(name)!.shape];
    if (name === 'shared.weight') shape[0] = classes.length;
    return [name, named.take(name, shape)] as const;
  });
  const { latentSize } = architecture.config;
  const latents = tensors.has('latents.mean')
    ? {
        mean: named.take('latents.mean', [latentSize]),
        deviation: named.take('latents.deviation', [latentSize]),
      }
    : null;
  const convolutions = takeConvolutions(named, identity);
  named.close();
  // Nothing was allocated so far, and after this nothing can fail.
  const parametrizations = restoreConvolutions(convolutions, file);
  const domain = new GeneratorDomain(identity, {
    parametrizations,
    linears: new Map(linears.map(([name, tensor]) => [name, variable(tensor)])),
  });
  if (latents) {
    const values = (tensor: Tensor) => tensor.dataSync<'float32'>().slice();
    domain.latents = { mean: values(latents.mean), deviation: values(latents.deviation) };
  }
  return domain;
}
