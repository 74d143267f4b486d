/** Decides when an adaptation that no longer gains is to end. */
export class Patience {
  readonly #steps: number | null;
  #best = { loss: Number.POSITIVE_INFINITY, step: 0 };
  #step = 0;

  /** Ends once no epoch within `steps` steps had a smaller mean loss; null: never. */
  constructor(steps: number | null) {
    this.#steps = steps;
  }

  /** The smallest mean loss of an epoch so far, and the step it ended at. */
  get best(): { readonly loss: number; readonly step: number } {
    return this.#best;
  }

  /** Takes in the mean loss of an epoch that ended at a step. */
  onEpoch(loss: number, step: number): void {
    this.#step = step;
    if (Math.fround(loss) < this.#best.loss) this.#best = { loss: Math.fround(loss), step };
  }

  isOut(): boolean {
    return this.#steps !== null && this.#step - this.#best.step >= this.#steps;
  }

  /** What a checkpoint keeps, exact in float32: whether there was an epoch, its loss, its step, the last step. */
  values(): [seen: number, loss: number, step: number, last: number] {
    const { loss, step } = this.#best;
    const seen = Number.isFinite(loss);
    return [seen ? 1 : 0, seen ? loss : 0, step, this.#step];
  }

  restore([seen, loss, step, last]: ArrayLike<number> & Iterable<number>): void {
    this.#best = { loss: seen ? loss! : Number.POSITIVE_INFINITY, step: step! };
    this.#step = last!;
  }
}
