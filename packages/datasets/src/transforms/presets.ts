import type { PerChannel, Size, TransformStep } from './transform-step.js';

/** Mean and deviation of ImageNet's training images, as every torchvision network expects. */
export const imagenetMean: PerChannel = [0.485, 0.456, 0.406];
export const imagenetStd: PerChannel = [0.229, 0.224, 0.225];

const normalize: TransformStep = { kind: 'normalize', mean: imagenetMean, std: imagenetStd };
const flip: TransformStep = { kind: 'flip', p: 0.5 };

/** ImageNet's recipe for training: a random box of 8–100 % of the area to `size`, flip, normalise. */
export function imagenetTraining(size = 224): TransformStep[] {
  return [{ kind: 'random-resized-crop', size, scale: [0.08, 1], ratio: [3 / 4, 4 / 3] }, flip, normalize];
}

/** ImageNet's recipe for evaluation: shorter side to 8/7 of `size` (256 for 224), middle, normalise. */
export function imagenetEvaluation(size = 224): TransformStep[] {
  return [
    { kind: 'resize-shorter', size: Math.round((size * 8) / 7) },
    { kind: 'center-crop', size },
    normalize,
  ];
}

/**
 * The paper's training augmentation: random crop of `size`, flip, normalise (supplement A.1, A.2).
 * How images reach the crop is not stated; here the shorter side becomes 8/7 of `size` first.
 */
export function paperTraining(size = 224): TransformStep[] {
  return [
    { kind: 'resize-shorter', size: Math.round((size * 8) / 7) },
    { kind: 'random-crop', size },
    flip,
    normalize,
  ];
}

/** Piggyback's training of whole images: shorter side 256 (for 224), a random box to `size`, flip. */
export function piggybackTraining(size = 224): TransformStep[] {
  return [{ kind: 'resize-shorter', size: Math.round((size * 8) / 7) }, ...imagenetTraining(size)];
}

/** Training on sets cropped to the object (CUB, Cars; Piggyback and TAPS): stretched to `size`, flip. */
export function croppedTraining(size = 224): TransformStep[] {
  return [{ kind: 'resize', size }, flip, normalize];
}

/** Evaluation on sets cropped to the object: stretched to `size`. */
export function croppedEvaluation(size = 224): TransformStep[] {
  return [{ kind: 'resize', size }, normalize];
}

/** TAPS's evaluation of whole images: shorter side to `size`, middle. */
export function tapsEvaluation(size = 224): TransformStep[] {
  return [{ kind: 'resize-shorter', size }, { kind: 'center-crop', size }, normalize];
}

/** AdaShare's training on DomainNet: flip, a random box of 60–100 % of the area. */
export function adashareTraining(size = 224): TransformStep[] {
  return [flip, { kind: 'random-resized-crop', size, scale: [0.6, 1] }, normalize];
}

/** Small images (the mini-domains, IDX sets): a crop after `padding`, a flip, normalised to −1 … 1. */
export function smallTraining(
  size: number,
  options: { padding?: number; flip?: number } = {},
): TransformStep[] {
  const { padding = Math.round(size / 8), flip: p = 0.5 } = options;
  return [{ kind: 'random-crop', size, padding }, { kind: 'flip', p }, ...smallEvaluation()];
}

/** Small images as they are, normalised to −1 … 1. */
export function smallEvaluation(): TransformStep[] {
  return [{ kind: 'normalize', mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }];
}

/** Images as a generator is compared with: stretched to `size`, in [−1, 1] (supplement E.1). */
export function generatorInput(size: Size = 128): TransformStep[] {
  return [{ kind: 'resize', size }, ...smallEvaluation()];
}
