import type { NamedTensors } from '@ftn/checkpoints';
import { keep, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Domain } from './domain.js';
import { domainNetwork } from './domain-network.js';
import { toFileTensors } from './tensor-data.js';

/** A domain with ΔW merged into the kernels, in memory: one ordinary network for inference. */
export interface MergedNetwork extends Disposable {
  /** In torchvision's names, kernels HWIO; what the domain did not change is the backbone's own tensor. */
  readonly weights: ReadonlyMap<string, Tensor>;
  /** The head's output on a normalised batch, N×H×W×3, on running statistics. */
  forward(x: Tensor4D): Tensor;
  /** Releases the merged kernels; the domain and its backbone stay. */
  dispose(): void;
}

/** Merges a domain: every convolution then costs what a plain one costs. The domain must outlive the result. */
export function mergedNetwork(domain: Domain): MergedNetwork {
  const { backbone, parts } = domain;
  const own = domain.stored();
  const weights = new Map([...backbone.weights].map(([name, shared]) => [name, own.get(name) ?? shared]));
  for (const [name, value] of parts.head.stored(parts.statistics)) weights.set(name, value);
  const merged = new Map<string, Tensor4D>();
  for (const [layer, parametrization] of parts.parametrizations) {
    const kernel = keep(parametrization.kernel(backbone.kernel(layer)));
    weights.set(`${layer}.weight`, kernel);
    merged.set(layer, kernel);
  }
  const { network, statistics } = domainNetwork(domain, 'eval', { merged });
  const dispose = () => {
    for (const kernel of merged.values()) kernel.dispose();
  };
  return {
    weights,
    forward: (x) => domain.forwardOver(network, x, { mode: 'eval', statistics }),
    dispose,
    [Symbol.dispose]: dispose,
  };
}

/** The last batch norms of skipped blocks: with scale and offset zero, F(x) = 0 and the block is relu(skip). */
function closingLayers(domain: Domain): Set<string> {
  const { policies } = domain.parts;
  const skipped = domain.backbone.architecture.blocks.filter(
    ({ name }) => !(policies.get(name)?.selected ?? true),
  );
  return new Set(skipped.map(({ branch }) => branch.at(-1)!));
}

/**
 * The whole network of a domain with ΔW merged into the kernels, in torchvision's names and layout
 * (`conv1.weight` OIHW, `bn1.running_mean`, `fc.weight` …): an ordinary ResNet with the domain's head.
 * Skipped blocks are there, with a branch that is zero.
 */
export function mergeDomain(domain: Domain): NamedTensors {
  const merged = mergedNetwork(domain);
  const silent = closingLayers(domain);
  try {
    const tensors = new Map(toFileTensors(merged.weights));
    for (const layer of silent) {
      for (const part of ['weight', 'bias']) {
        const { shape, data } = tensors.get(`${layer}.${part}`)!;
        tensors.set(`${layer}.${part}`, { dtype: 'float32', shape, data: new Float32Array(data.length) });
      }
    }
    return tensors;
  } finally {
    merged.dispose();
  }
}
