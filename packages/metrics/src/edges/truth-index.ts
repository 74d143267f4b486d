import type { Pixels } from '../images/image.js';

/**
 * The set pixels of a ground truth, numbered row by row, and for every place the runs of them within a distance.
 *
 * Numbers of one row follow one another, so that the pixels of a disc are one run of numbers for each of its rows:
 * no list of pairs is ever stored.
 */
export class TruthIndex {
  /** How many pixels are set. */
  readonly count: number;
  /** Rows of the disc above and below its centre. */
  readonly reach: number;
  readonly #height: number;
  readonly #width: number;
  /** How many set pixels come before each pixel. */
  readonly #before: Int32Array;
  /** Half the width of the disc in each of its rows, from −reach to reach. */
  readonly #halfWidths: Int32Array;

  /** @param distance the largest distance in pixels, itself within. */
  constructor(map: Pixels, height: number, width: number, distance: number) {
    this.#height = height;
    this.#width = width;
    this.#before = new Int32Array(map.length + 1);
    for (let i = 0; i < map.length; i++) this.#before[i + 1] = this.#before[i]! + (map[i] === 0 ? 0 : 1);
    this.count = this.#before[map.length]!;
    this.reach = Math.floor(distance);
    this.#halfWidths = Int32Array.from({ length: 2 * this.reach + 1 }, (_, row) => {
      const dy = row - this.reach;
      let dx = this.reach;
      while (dx > 0 && dx * dx + dy * dy > distance * distance) dx--;
      return dx;
    });
  }

  /**
   * Writes the runs of numbers within the distance of a pixel as [first, end) pairs from `offset` on, empty ones left
   * out; returns the offset behind the last.
   */
  runs(pixel: number, output: Int32Array, offset: number): number {
    const width = this.#width;
    const y = Math.trunc(pixel / width);
    const x = pixel - y * width;
    const top = Math.max(0, y - this.reach);
    const bottom = Math.min(this.#height - 1, y + this.reach);
    let end = offset;
    for (let row = top; row <= bottom; row++) {
      const half = this.#halfWidths[row - y + this.reach]!;
      const from = this.#before[row * width + Math.max(0, x - half)]!;
      const to = this.#before[row * width + Math.min(width - 1, x + half) + 1]!;
      if (from === to) continue;
      output[end++] = from;
      output[end++] = to;
    }
    return end;
  }
}
