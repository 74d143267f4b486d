import { Matrix, QrDecomposition } from 'ml-matrix';
import type { LoraLayer } from '../lora/lora-layer.js';

/**
 * A layer's ΔW in the bases of its own columns: T[p, j, k] = Σ_r up[p, r] · down_r[j, k], where `outputs` (C_out×P) and
 * `inputs` (C_in×J) have orthonormal columns. Whatever fits T fits ΔW as well, at a hundredth of the size.
 */
export interface Core {
  /** P×R. */
  readonly up: Matrix;
  /** R matrices J×K². */
  readonly down: readonly Matrix[];
  readonly outputs: Matrix;
  readonly inputs: Matrix;
}

/** An orthonormal basis of a matrix's columns and the matrix in it; where that is no smaller, the matrix as it is. */
function compressed(matrix: Matrix): readonly [basis: Matrix, within: Matrix] {
  if (matrix.columns >= matrix.rows) return [Matrix.eye(matrix.rows), matrix];
  const qr = new QrDecomposition(matrix);
  return [qr.orthogonalMatrix, qr.upperTriangularMatrix];
}

/** A layer's ΔW without what its size alone makes large. */
export function coreOf({ layer, rank, up, down }: LoraLayer): Core {
  const { inChannels, outChannels, kernel } = layer;
  const size = kernel[0] * kernel[1];
  const [outputs, innerUp] = compressed(Matrix.from1DArray(outChannels, rank, up));
  const columns = new Matrix(inChannels, rank * size);
  for (let r = 0, n = 0; r < rank; r++) {
    for (let i = 0; i < inChannels; i++) {
      for (let k = 0; k < size; k++) columns.set(i, r * size + k, down[n++]!);
    }
  }
  const [inputs, within] = compressed(columns);
  const parts = Array.from({ length: rank }, (_, r) =>
    within.subMatrix(0, within.rows - 1, r * size, (r + 1) * size - 1),
  );
  return { up: innerUp, down: parts, outputs, inputs };
}
