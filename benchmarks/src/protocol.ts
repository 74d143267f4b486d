/** What both sides are started with. */
export interface Setting {
  readonly backbone: string;
  readonly batch: number;
  /** Height and width of the images. */
  readonly size: number;
  readonly classes: number;
  readonly threads: number;
}

/** A block of steps; rank 0 trains batch norms and head alone. */
export interface Job {
  readonly rank: number;
  readonly steps: number;
}

export interface Outcome {
  readonly ms: readonly number[];
  /** Of the last step: both sides must be learning. */
  readonly loss: number;
  /** Bytes of memory the process holds. */
  readonly resident: number;
}
