import { toFileTensor } from '@ftn/adapters';
import type { NamedTensors, TensorData } from '@ftn/checkpoints';
import { adaptedKernel } from './adapted-kernel.js';
import type { GeneratorDomain } from './generator-domain.js';

/**
 * The whole generator of a domain with ΔW merged into the kernels, in the authors' names (kernels OIHW), spectral norms
 * divided out: `generatorFromTensors` reads it as an ordinary generator.
 */
export function mergeGeneratorDomain(domain: GeneratorDomain): NamedTensors {
  const { generator, parts } = domain;
  const merged = new Map<string, TensorData>();
  for (const [name, shared] of generator.weights) {
    const layer = name.slice(0, name.lastIndexOf('.'));
    if (!name.endsWith('.weight') || !parts.parametrizations.has(layer)) {
      merged.set(name, toFileTensor(parts.linears.get(name) ?? shared));
      continue;
    }
    const kernel = adaptedKernel(domain, layer);
    merged.set(name, toFileTensor(kernel));
    kernel.dispose();
  }
  return merged;
}
