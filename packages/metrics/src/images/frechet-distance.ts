import { MismatchError, UsageError } from '@ftn/errors';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Which of the two sets of images features are of. */
export type FeatureSide = 'real' | 'made';

/** The Fréchet distance between two sets of features. */
export interface FrechetDistanceResult {
  /** The distance in squared units of the features; NaN with fewer than two images on a side. */
  readonly distance: number;
  readonly real: number;
  readonly made: number;
}

/** Sums that mean and covariance come from. */
class Moments {
  count = 0;
  readonly size: number;
  readonly sum: Float64Array;
  readonly products: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.sum = new Float64Array(size);
    this.products = new Float64Array(size * size);
  }

  add(features: ArrayLike<number>, from: number): void {
    this.count++;
    for (let i = 0; i < this.size; i++) {
      const a = features[from + i]!;
      this.sum[i]! += a;
      for (let j = i; j < this.size; j++) this.products[i * this.size + j]! += a * features[from + j]!;
    }
  }

  mean(): number[] {
    return Array.from(this.sum, (sum) => sum / this.count);
  }

  /** The unbiased covariance. */
  covariance(): Matrix {
    const mean = this.mean();
    const matrix = Matrix.zeros(this.size, this.size);
    for (let i = 0; i < this.size; i++) {
      for (let j = i; j < this.size; j++) {
        const centred = this.products[i * this.size + j]! - this.count * mean[i]! * mean[j]!;
        matrix.set(i, j, centred / (this.count - 1));
        matrix.set(j, i, matrix.get(i, j));
      }
    }
    return matrix;
  }
}

/** Eigenvalues and vectors of a symmetric matrix; what rounding made negative is 0. */
function decompose(matrix: Matrix): { roots: number[]; vectors: Matrix } {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  return { roots: realEigenvalues.map((value) => Math.sqrt(Math.max(0, value))), vectors: eigenvectorMatrix };
}

/**
 * Streaming Fréchet distance of two sets of features taken as normal: ‖μ₁ − μ₂‖² + tr(C₁ + C₂ − 2·(C₁^½ C₂ C₁^½)^½).
 *
 * With the features of Inception-v3 this is FID (Heusel et al. 2017); with any others it is another number, and must be
 * named by the network they come from.
 */
export class FrechetDistance {
  readonly #size: number;
  #sides: Record<FeatureSide, Moments>;

  /** @throws UsageError for features without numbers. */
  constructor({ size }: { readonly size: number }) {
    if (!Number.isInteger(size) || size < 1) {
      throw new UsageError('features need at least one number', {
        expected: 'a whole number from 1',
        got: String(size),
      });
    }
    this.#size = size;
    this.#sides = { real: new Moments(size), made: new Moments(size) };
  }

  /**
   * Adds the features of images, row by row.
   *
   * @throws MismatchError where they are no whole rows, or hold a number that is not finite; nothing is counted then.
   */
  update(side: FeatureSide, features: ArrayLike<number>): void {
    const rows = features.length / this.#size;
    if (!Number.isInteger(rows)) {
      throw new MismatchError('these are not whole rows of features', {
        expected: `a multiple of ${this.#size}`,
        got: String(features.length),
      });
    }
    for (let i = 0; i < features.length; i++) {
      if (Number.isFinite(features[i])) continue;
      throw new MismatchError('a feature is not finite', {
        got: `${features[i]} in row ${Math.floor(i / this.#size)}`,
      });
    }
    for (let row = 0; row < rows; row++) this.#sides[side].add(features, row * this.#size);
  }

  result(): FrechetDistanceResult {
    const { real, made } = this.#sides;
    const counts = { real: real.count, made: made.count };
    if (real.count < 2 || made.count < 2) return { distance: Number.NaN, ...counts };
    const [c1, c2] = [real.covariance(), made.covariance()];
    const means = made.mean();
    const apart = real.mean().reduce((sum, mean, i) => sum + (mean - means[i]!) ** 2, 0);
    const { roots, vectors } = decompose(c1);
    const half = vectors.mmul(Matrix.diag(roots)).mmul(vectors.transpose());
    const product = half.mmul(c2).mmul(half);
    // Symmetric but for rounding.
    const { roots: cross } = decompose(product.add(product.transpose()).div(2));
    const shared = cross.reduce((sum, root) => sum + root, 0);
    // Two equal sets differ by rounding alone.
    return { distance: Math.max(0, apart + c1.trace() + c2.trace() - 2 * shared), ...counts };
  }

  reset(): void {
    this.#sides = { real: new Moments(this.#size), made: new Moments(this.#size) };
  }
}
