import type { Domain } from '@ftn/adapters';
import { norm, tidy } from '@tensorflow/tfjs-core';

/** How far a domain moves each convolution: ‖ΔW‖_F / ‖W‖_F by layer, 0 where it runs on the shared kernel. */
export function relativeNorms({ backbone, parts }: Domain): number[] {
  return backbone.architecture.convolutions.map(({ name }) => {
    const change = parts.parametrizations.get(name);
    if (!change || change.stored().size === 0) return 0;
    const kernel = backbone.kernel(name);
    const size = tidy(() => norm(kernel).dataSync()[0]!);
    return size === 0 ? 0 : change.norm(kernel) / size;
  });
}
