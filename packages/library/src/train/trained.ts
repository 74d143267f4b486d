import type { TaskResult } from '@ftn/training';

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
  /** Of a generator that was adapted. */
  readonly reconstruction?: Reconstruction;
}

export const resumeHint = 'Run the same command with --resume to continue.';
