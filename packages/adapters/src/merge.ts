import type { NamedTensors, TensorData } from '@ftn/checkpoints';
import type { Domain } from './domain.js';
import { toFileTensor } from './tensor-data.js';

/**
 * The whole network of a domain with ΔW merged into the kernels, in torchvision's names and layout
 * (`conv1.weight` OIHW, `bn1.running_mean`, `fc.weight` …): an ordinary ResNet with the domain's head.
 */
export function mergeDomain(domain: Domain): NamedTensors {
  const { backbone, parts } = domain;
  const own = domain.stored();
  const merged = new Map<string, TensorData>();
  for (const [name, shared] of backbone.weights) {
    const layer = name.slice(0, name.lastIndexOf('.'));
    const parametrization = parts.parametrizations.get(layer);
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
