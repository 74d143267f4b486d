import { isBetter, metricOf } from '@ftn/metrics';
import type { TaskResult, TrainingConfig } from '@ftn/training';
import type { HalvedAdapter } from '../convert/adapter-in-half.js';

/** Results of images that were learned one by one, each with its own latent. */
export interface Reconstruction {
  readonly images: number;
  /** Steps taken, and whether patience ended them. */
  readonly steps: number;
  readonly stoppedEarly: boolean;
  /** The learned latent of every image, row by row. */
  readonly latents: Float32Array;
}

/** A trained task: how it did, and the folder of its adapter (or the file of a new backbone). */
export interface Trained extends TaskResult {
  readonly folder: string;
  /** The network it stands on, with its parameters in scalars. */
  readonly network: { readonly name: string; readonly parameters: number };
  /** Its adapter in half precision, where that was asked for; the metrics above are those before. */
  readonly halved?: HalvedAdapter;
  /** Of a generator that was adapted. */
  readonly reconstruction?: Reconstruction;
}

export const resumeHint = 'Run the same again with `resume` to continue.';

/** What is said where a run of several was stopped. */
export const againHint = 'Give the same command again to go on.';

/** What is said of a training that ends after an epoch, from 0, before its last. */
export function stoppedLine(epoch: number, { epochs, earlyStopping }: TrainingConfig): string {
  const { patience } = earlyStopping!;
  const span = patience === 1 ? 'the last epoch was' : `the last ${patience} epochs were`;
  return `stopped early after epoch ${epoch + 1} of ${epochs}: ${span} no better`;
}

/** ` after epoch 4, the best of 5 on validation images`; nothing where it is not known. */
export function keptWords(
  kept: { readonly epoch: number; readonly of: 'best' | 'last' } | undefined,
  { epochs }: Pick<TrainingConfig, 'epochs'>,
): string {
  if (!kept) return '';
  const which = kept.of === 'best' ? `the best of ${epochs} on validation images` : 'the last';
  return ` after epoch ${kept.epoch}, ${which}`;
}

/** The epoch an adapter holds, from 1: the best by validation, ties going to the earlier, or the last. */
export function keptEpoch({ epochs, metric }: Pick<TaskResult, 'epochs' | 'metric'>, keep: 'best' | 'last') {
  if (keep === 'last' || epochs.every(({ validation }) => validation === null))
    return epochs.length > 0 ? { epoch: epochs.length, of: 'last' as const } : undefined;
  const best = epochs.reduce((a, b) =>
    b.validation !== null && (a.validation === null || isBetter(metricOf(metric), b.validation, a.validation))
      ? b
      : a,
  );
  return { epoch: best.epoch + 1, of: 'best' as const };
}
