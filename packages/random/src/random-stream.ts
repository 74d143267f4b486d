/** A part of a stream's name: `stream(7, 'augment', epoch, index)`. */
export type KeyPart = string | number;

const GOLDEN = 0x9e3779b9;

/** One round of a 32-bit avalanche mix (constants by C. Wellons' search for low bias). */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
}

/** Folds a name of words and numbers into two independent 32-bit words. */
function keyOf(parts: readonly KeyPart[]): [number, number] {
  let a = 0x243f6a88;
  let b = 0x85a308d3;
  const absorb = (word: number) => {
    a = mix((a ^ word) + GOLDEN);
    b = mix((b + word) ^ Math.imul(a, 0x85ebca6b));
  };
  for (const part of parts) {
    if (typeof part === 'number') {
      absorb(0x6e756d);
      absorb(part >>> 0);
      absorb(Math.floor(part / 4294967296) >>> 0);
    } else {
      absorb(0x737472 + part.length);
      for (let i = 0; i < part.length; i++) absorb(part.charCodeAt(i));
    }
  }
  return [a, b];
}

/**
 * A counter-based stream of random numbers: its n-th number depends on its name and n alone, so that
 * nothing has to be saved to resume and no stream disturbs another.
 */
export class RandomStream {
  readonly #key: [number, number];
  #counter = 0;

  constructor(...name: KeyPart[]) {
    this.#key = keyOf(name);
  }

  /** A uniform 32-bit unsigned integer. */
  uint32(): number {
    const n = this.#counter++;
    const low = mix((n ^ this.#key[0]) >>> 0);
    return mix((low + Math.imul(this.#key[1], GOLDEN) + Math.floor(n / 4294967296)) >>> 0);
  }

  /** A uniform number in [low, high). */
  uniform(low = 0, high = 1): number {
    const high26 = this.uint32() >>> 6;
    const low27 = this.uint32() >>> 5;
    return low + ((high26 * 134217728 + low27) / 9007199254740992) * (high - low);
  }

  /** A uniform integer in [0, n). */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** True with probability `p`. */
  chance(p: number): boolean {
    return this.uniform() < p;
  }

  /** A standard normal number (Box–Muller, one of the pair). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** `n` normal numbers of the given deviation. */
  normals(n: number, deviation = 1): Float32Array {
    return Float32Array.from({ length: n }, () => this.normal() * deviation);
  }

  /** A random order of 0 … n−1 (Fisher–Yates). */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swapped = order[i]!;
      order[i] = order[j]!;
      order[j] = swapped;
    }
    return order;
  }

  /** One of the given values. */
  pick<T>(values: readonly T[]): T {
    return values[this.integer(values.length)]!;
  }
}
