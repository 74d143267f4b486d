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

export interface Outcome {
  readonly ms: readonly number[];
  /** Of the last step: both sides must be learning. */
  readonly loss: number;
  /** Milliseconds of processor time of the whole block, all threads together. */
  readonly processor: number;
  /** Bytes of memory the process holds, and the most it ever held. */
  readonly resident: number;
  readonly peak: number;
}
