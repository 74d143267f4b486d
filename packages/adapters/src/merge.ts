import type { NamedTensors, TensorData } from '@ftn/checkpoints';
import type { Domain } from './domain.js';
import { toFileTensor } from './tensor-data.js';

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
  const { backbone, parts } = domain;
  const own = domain.stored();
  const merged = new Map<string, TensorData>();
  const silent = closingLayers(domain);
  for (const [name, shared] of backbone.weights) {
    const layer = name.slice(0, name.lastIndexOf('.'));
    const parametrization = parts.parametrizations.get(layer);
    if (silent.has(layer) && /\.(weight|bias)$/.test(name)) {
      merged.set(name, { dtype: 'float32', shape: [...shared.shape], data: new Float32Array(shared.size) });
      continue;
    }
    if (!parametrization) {
      merged.set(name, toFileTensor(own.get(name) ?? shared));
      continue;
    }
    const kernel = parametrization.kernel(backbone.kernel(layer));
    merged.set(name, toFileTensor(kernel));
    kernel.dispose();
  }
  for (const [name, value] of parts.head.stored(parts.statistics)) merged.set(name, toFileTensor(value));
  return merged;
}
