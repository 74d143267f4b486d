import { imagenetMean, imagenetStd } from '../transforms/presets.js';
import type { PerChannel, Size } from '../transforms/transform-step.js';
import type { DenseStep } from './dense-step.js';

/** The image size of the published protocol on NYUD. */
export const nyudSize: Size = [425, 560];

/** What images are padded with: ImageNet's mean colour in bytes, as RCM. */
const padding: PerChannel = [123, 116, 103];

const normalize: DenseStep = { kind: 'normalize', mean: imagenetMean, std: imagenetStd };

/** Augmentation of RCM's training protocol. */
export interface DenseTrainingOptions {
  /** Zooms drawn from, one an image. */
  readonly scales?: readonly number[];
  /** Probability of a horizontal flip; default 0.5. */
  readonly flip?: number;
}

/**
 * RCM's training protocol: zoom by 0.5 to 2 in quarters, pad, random crop of `size`, flip, ImageNet's
 * normalisation (Kanakis et al. 2020).
 */
export function denseTraining(size: Size = nyudSize, options: DenseTrainingOptions = {}): DenseStep[] {
  const { scales = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2], flip = 0.5 } = options;
  return [
    { kind: 'random-scale', scales },
    { kind: 'pad-to', size, fill: padding },
    { kind: 'random-crop', size },
    { kind: 'flip', p: flip },
    normalize,
  ];
}

/** The alternative the supplement's words allow: every image stretched to `size`, flip, normalisation. */
export function denseResizedTraining(
  size: Size = nyudSize,
  options: { readonly flip?: number } = {},
): DenseStep[] {
  return [{ kind: 'resize', size }, { kind: 'flip', p: options.flip ?? 0.5 }, normalize];
}

/** Evaluation: images as they are, or stretched to `size`, and the normalisation. */
export function denseEvaluation(size?: Size): DenseStep[] {
  return size === undefined ? [normalize] : [{ kind: 'resize', size }, normalize];
}
