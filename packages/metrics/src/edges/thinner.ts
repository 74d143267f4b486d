import { neighbours, removableTables } from './thinning-tables.js';

/**
 * Thins growing sets of pixels on one grid: MATLAB's `bwmorph(…, 'thin', Inf)`.
 *
 * Pixels are added; `thin` gives the thinned set and leaves the added pixels as they were, so that the next,
 * larger set only adds its new pixels. Only pixels whose neighbourhood changed are looked at again: the work is
 * linear in the pixels set, however thick their regions are.
 */
export class Thinner {
  readonly #width: number;
  /** Width of the grid with a border of one pixel all round, so that no neighbour falls outside. */
  readonly #stride: number;
  readonly #steps: Int32Array;
  /** 1 for pixels added. */
  readonly #set: Uint8Array;
  /** Which neighbours of a pixel are added. */
  readonly #codes: Uint8Array;
  readonly #pixels: Int32Array;
  #count = 0;
  // Working copies of one call of `thin`.
  readonly #alive: Uint8Array;
  readonly #left: Uint8Array;
  /** Pixels to look at in the next first and second sub-iteration, and bits saying that they are listed. */
  readonly #queues: readonly [Int32Array, Int32Array];
  readonly #queued: Uint8Array;
  readonly #removed: Int32Array;

  constructor(height: number, width: number) {
    const stride = width + 2;
    const padded = stride * (height + 2);
    const pixels = height * width;
    this.#width = width;
    this.#stride = stride;
    this.#steps = Int32Array.from(neighbours, ([dx, dy]) => dy * stride + dx);
    this.#set = new Uint8Array(padded);
    this.#codes = new Uint8Array(padded);
    this.#pixels = new Int32Array(pixels);
    this.#alive = new Uint8Array(padded);
    this.#left = new Uint8Array(padded);
    this.#queues = [new Int32Array(pixels), new Int32Array(pixels)];
    this.#queued = new Uint8Array(padded);
    this.#removed = new Int32Array(pixels);
  }

  /** Adds the pixel of this index (y·width + x). */
  add(pixel: number): void {
    const at = this.#padded(pixel);
    if (this.#set[at] === 1) return;
    this.#set[at] = 1;
    this.#pixels[this.#count++] = at;
    // A pixel is neighbour k of the pixel on the opposite side, in direction k + 4.
    for (let k = 0; k < 8; k++) this.#codes[at + this.#steps[(k + 4) & 7]!]! |= 1 << k;
  }

  /** Writes the indices of the thinned set into `output`, in the order they were added; returns how many. */
  thin(output: Int32Array): number {
    const alive = this.#alive;
    const left = this.#left;
    const [first, second] = this.#queues;
    let [firstCount, secondCount] = [0, 0];
    for (let i = 0; i < this.#count; i++) {
      const at = this.#pixels[i]!;
      const code = this.#codes[at]!;
      alive[at] = 1;
      left[at] = code;
      if (removableTables[0][code] === 1) first[firstCount++] = at;
      // What is removable second may change in the first sub-iteration: only its neighbours can, and they are queued.
      if (removableTables[1][code] === 1) {
        second[secondCount++] = at;
        this.#queued[at] = 2;
      }
    }
    for (let i = 0; i < firstCount; i++) this.#queued[first[i]!]! |= 1;
    while (firstCount + secondCount > 0) {
      const added = this.#subIteration(0, firstCount, secondCount);
      firstCount = added.own;
      secondCount = added.other;
      const next = this.#subIteration(1, secondCount, firstCount);
      secondCount = next.own;
      firstCount = next.other;
    }
    let kept = 0;
    for (let i = 0; i < this.#count; i++) {
      const at = this.#pixels[i]!;
      if (alive[at] === 1) output[kept++] = this.#plain(at);
      alive[at] = 0;
    }
    return kept;
  }

  /**
   * Removes what goes in sub-iteration `sub` of the `count` pixels listed for it, all at once, and lists their
   * neighbours for both sub-iterations to come. Returns the new lengths of its own list and the other.
   */
  #subIteration(sub: 0 | 1, count: number, otherCount: number): { own: number; other: number } {
    const table = removableTables[sub];
    const own = this.#queues[sub];
    const other = this.#queues[1 - sub]!;
    const [ownBit, otherBit] = sub === 0 ? [1, 2] : [2, 1];
    const [alive, left, queued, removed, steps] = [
      this.#alive,
      this.#left,
      this.#queued,
      this.#removed,
      this.#steps,
    ];
    let gone = 0;
    for (let i = 0; i < count; i++) {
      const at = own[i]!;
      queued[at]! &= ~ownBit;
      if (alive[at] === 1 && table[left[at]!] === 1) removed[gone++] = at;
    }
    for (let i = 0; i < gone; i++) alive[removed[i]!] = 0;
    let [ownCount, others] = [0, otherCount];
    for (let i = 0; i < gone; i++) {
      for (let k = 0; k < 8; k++) {
        const at = removed[i]! + steps[(k + 4) & 7]!;
        if (alive[at] === 0) continue;
        left[at]! &= ~(1 << k);
        if ((queued[at]! & ownBit) === 0) {
          queued[at]! |= ownBit;
          own[ownCount++] = at;
        }
        if ((queued[at]! & otherBit) === 0) {
          queued[at]! |= otherBit;
          other[others++] = at;
        }
      }
    }
    return { own: ownCount, other: others };
  }

  #padded(pixel: number): number {
    const y = Math.trunc(pixel / this.#width);
    return (y + 1) * this.#stride + (pixel - y * this.#width) + 1;
  }

  #plain(at: number): number {
    const y = Math.trunc(at / this.#stride);
    return (y - 1) * this.#width + (at - y * this.#stride) - 1;
  }
}
