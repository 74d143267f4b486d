import type { EdgePrediction } from '../edges/count-edges.js';
import type { Image } from '../images/image.js';

/** One image to score. */
export interface EdgePair {
  readonly prediction: EdgePrediction;
  readonly truth: Image;
  /** Its file, named when the pair cannot be scored. */
  readonly file?: string;
}
