import type { TruthIndex } from './truth-index.js';

const none = -1;

/**
 * Maximum-cardinality matching of predicted edge pixels to ground-truth pixels within a distance, one to one, by
 * Hopcroft and Karp's algorithm (SIAM J. Comput. 1973): O(E·√V) for E pairs of V pixels.
 *
 * The matching of one call is where the next starts: pixels that stay keep their partners. The number of matched
 * pixels is the maximum whatever the start, so that calls in any order give what each alone would give.
 */
export class EdgeMatcher {
  readonly #truth: TruthIndex;
  /** By pixel: the number of its partner, and its place in this call's list. */
  readonly #partner: Int32Array;
  readonly #place: Int32Array;
  /** By ground-truth number: the pixel matched to it, and its layer in the search. */
  readonly #owner: Int32Array;
  readonly #layer: Int32Array;
  // By place in the list of this call; grown when a list is longer.
  #runStart = new Int32Array(0);
  #runs = new Int32Array(0);
  #cursorRun = new Int32Array(0);
  #cursor = new Int32Array(0);
  #free = new Int32Array(0);
  #queue = new Int32Array(0);
  #pixels = new Int32Array(0);

  constructor(truth: TruthIndex, pixels: number) {
    this.#truth = truth;
    this.#partner = new Int32Array(pixels).fill(none);
    this.#place = new Int32Array(pixels).fill(none);
    this.#owner = new Int32Array(truth.count).fill(none);
    this.#layer = new Int32Array(truth.count);
  }

  /** Matches the first `count` pixels (y·width + x, each once) of a list; returns how many have a partner. */
  match(pixels: Int32Array, count: number): number {
    const near = this.#take(pixels, count);
    let matched = this.#release();
    for (let free = this.#listFree(near); this.#search(free); free = this.#listFree(near)) {
      for (let i = 0; i < free; i++) if (this.#augment(this.#free[i]!)) matched++;
    }
    for (let i = 0; i < near; i++) this.#place[this.#pixels[i]!] = none;
    return matched;
  }

  /** Lists the pixels that have any ground truth near them, with its runs; returns how many. */
  #take(pixels: Int32Array, count: number): number {
    this.#grow(count);
    let near = 0;
    let end = 0;
    for (let i = 0; i < count; i++) {
      const pixel = pixels[i]!;
      this.#growRuns(end);
      const next = this.#truth.runs(pixel, this.#runs, end);
      if (next === end) continue;
      this.#pixels[near] = pixel;
      this.#place[pixel] = near;
      this.#runStart[near++] = end;
      end = next;
    }
    this.#runStart[near] = end;
    return near;
  }

  /** Frees the ground truth of pixels that are no longer in the list; returns how many pairs stay. */
  #release(): number {
    let kept = 0;
    for (let t = 0; t < this.#owner.length; t++) {
      const pixel = this.#owner[t]!;
      if (pixel === none) continue;
      if (this.#place[pixel] !== none) kept++;
      else {
        this.#owner[t] = none;
        this.#partner[pixel] = none;
      }
    }
    return kept;
  }

  #listFree(near: number): number {
    let free = 0;
    for (let i = 0; i < near; i++) {
      if (this.#partner[this.#pixels[i]!] === none) this.#free[free++] = i;
    }
    return free;
  }

  /**
   * Breadth first from all free pixels: gives each ground-truth pixel the layer at which it is first reached, and
   * stops at the first layer with a free one. False when no free one can be reached: the matching is maximum.
   */
  #search(free: number): boolean {
    const [layer, owner, queue, runs] = [this.#layer, this.#owner, this.#queue, this.#runs];
    layer.fill(none);
    let tail = 0;
    for (; tail < free; tail++) {
      queue[tail] = this.#free[tail]!;
      this.#rewind(queue[tail]!);
    }
    let found = false;
    for (let head = 0, depth = 0; head < tail && !found; depth++) {
      for (const last = tail; head < last; head++) {
        const i = queue[head]!;
        const end = this.#runStart[i + 1]!;
        for (let run = this.#runStart[i]!; run < end; run += 2) {
          const to = runs[run + 1]!;
          for (let t = runs[run]!; t < to; t++) {
            if (layer[t] !== none) continue;
            layer[t] = depth;
            const pixel = owner[t]!;
            if (pixel === none) found = true;
            else {
              const place = this.#place[pixel]!;
              queue[tail++] = place;
              this.#rewind(place);
            }
          }
        }
      }
    }
    return found;
  }

  #rewind(i: number): void {
    const start = this.#runStart[i]!;
    this.#cursorRun[i] = start;
    this.#cursor[i] = this.#runs[start]!;
  }

  /** Depth first from a free pixel through the layers to a free ground-truth pixel; turns the path round. */
  #augment(root: number): boolean {
    const [layer, owner, path] = [this.#layer, this.#owner, this.#queue];
    let depth = 0;
    path[0] = root;
    while (depth >= 0) {
      const i = path[depth]!;
      const t = this.#next(i, depth);
      if (t === none) {
        depth--;
        continue;
      }
      layer[t] = none;
      const pixel = owner[t]!;
      if (pixel !== none) {
        path[++depth] = this.#place[pixel]!;
        continue;
      }
      for (; depth >= 0; depth--) {
        const at = path[depth]!;
        // The cursor stands behind the ground-truth pixel taken on the way down.
        const taken = this.#cursor[at]! - 1;
        owner[taken] = this.#pixels[at]!;
        this.#partner[this.#pixels[at]!] = taken;
      }
      return true;
    }
    return false;
  }

  /** The next ground-truth pixel of a layer near pixel i that no path of this search has used. */
  #next(i: number, depth: number): number {
    const [layer, runs] = [this.#layer, this.#runs];
    const end = this.#runStart[i + 1]!;
    let run = this.#cursorRun[i]!;
    let t = this.#cursor[i]!;
    while (run < end) {
      const to = runs[run + 1]!;
      for (; t < to; t++) {
        if (layer[t] !== depth) continue;
        this.#cursorRun[i] = run;
        this.#cursor[i] = t + 1;
        return t;
      }
      run += 2;
      if (run < end) t = runs[run]!;
    }
    this.#cursorRun[i] = run;
    return none;
  }

  #grow(count: number): void {
    if (this.#pixels.length >= count) return;
    const size = Math.min(this.#partner.length, 2 * count);
    this.#pixels = new Int32Array(size);
    this.#runStart = new Int32Array(size + 1);
    this.#cursorRun = new Int32Array(size);
    this.#cursor = new Int32Array(size);
    this.#free = new Int32Array(size);
    this.#queue = new Int32Array(size);
  }

  #growRuns(used: number): void {
    const most = 2 * (2 * this.#truth.reach + 1);
    if (this.#runs.length >= used + most) return;
    const runs = new Int32Array(2 * (used + most));
    runs.set(this.#runs);
    this.#runs = runs;
  }
}
