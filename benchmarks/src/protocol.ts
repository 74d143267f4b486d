// @boundaries-ignore the benchmarks take turns with PyTorch as the command does
import type { Taken } from '../../apps/cli/src/bench/python-side.js';

/** What both sides of the dense step are started with. */
export interface DenseSetting {
  readonly backbone: string;
  readonly outputStride: number;
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Labels of semantic segmentation. */
  readonly classes: number;
  readonly threads: number;
}

/** What both sides of the generation step are started with. */
export interface GenerationSetting {
  /** Channels every block's width is a multiple of; 96 at full size. */
  readonly width: number;
  readonly batch: number;
  readonly threads: number;
}

/** A block of steps; rank 0 trains batch norms and head alone, or makes images. */
export interface Job {
  readonly rank: number;
  readonly steps: number;
}

/** What a block of steps took, and where they led. */
export interface Outcome extends Taken {
  /** Of the last step: both sides must be learning. */
  readonly loss: number;
  /** Bytes of memory the process holds after the block. */
  readonly resident: number;
}
