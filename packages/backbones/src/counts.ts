import { kernelSize } from '@ftn/layers';
import type { Architecture } from './architecture.js';

/** Exact sizes of a backbone, in scalars. */
export interface BackboneCounts {
  readonly name: string;
  /** Kernels and batch-norm affine parameters, without a classifier. */
  readonly parameters: number;
  /** Scale and offset of every batch norm: 2·ΣC. */
  readonly batchNorm: number;
}

const sum = <T>(items: readonly T[], of: (item: T) => number) => items.reduce((n, item) => n + of(item), 0);

/** Counts a backbone's parameters by formula. */
export function countBackbone(architecture: Architecture): BackboneCounts {
  const batchNorm = sum(architecture.batchNorms, (layer) => 2 * layer.channels);
  return {
    name: architecture.name,
    parameters: sum(architecture.convolutions, kernelSize) + batchNorm,
    batchNorm,
  };
}
