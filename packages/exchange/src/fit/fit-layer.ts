import type { CpFactors } from '@ftn/tensor-factors';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { LoraLayer } from '../lora/lora-layer.js';
import { type Core, coreOf } from './core.js';
import { cpAls, normalised, type Terms, type Unfolded } from './cp-als.js';

/** A layer's ΔW as CP factors, and how far they are from it. */
export interface FittedLayer {
  readonly name: string;
  /** R: as asked, or as many terms as ΔW has; 0 where ΔW = 0. */
  readonly rank: number;
  /** Row-major: a C_in×R, b C_out×R, s K²×R. */
  readonly factors: CpFactors<Float32Array>;
  /** ‖ΔW‖²_F. */
  readonly square: number;
  /** ‖ΔW − Σ_r b_r ⊗ a_r ⊗ s_r‖²_F, with factors as they are stored. */
  readonly squaredError: number;
}

/** Below this share of the largest, a singular value is what rounding to float32 leaves. */
const rounding = 2e-6;

/** One rank-one term of a core. */
interface Term {
  readonly b: number[];
  readonly a: number[];
  readonly s: number[];
  readonly norm: number;
}

const length = (vector: readonly number[]) => Math.hypot(...vector);

/** The rank-one terms of matrices u ⊗ down, by singular values. */
function termsOf(up: readonly number[], down: Matrix): Term[] {
  const svd = new SingularValueDecomposition(down, { autoTranspose: true });
  const [left, right] = [svd.leftSingularVectors, svd.rightSingularVectors];
  const values = svd.diagonal;
  return values.flatMap((value, n) => {
    if (value <= rounding * values[0]!) return [];
    const b = up.map((entry) => entry * value);
    return [{ b, a: left.getColumn(n), s: right.getColumn(n), norm: length(b) }];
  });
}

/** All terms of a core, the largest first: exactly its own, and where K = 1 those of its singular values. */
function allTerms({ up, down }: Core): Term[] {
  const isMatrix = down[0]!.columns === 1;
  const found = isMatrix ? matrixTerms(up, down) : down.flatMap((part, r) => termsOf(up.getColumn(r), part));
  return found.filter(({ norm }) => norm > 0).sort((one, other) => other.norm - one.norm);
}

/** The terms of up · down (P×J): no other R of them come nearer (Eckart and Young 1936). */
function matrixTerms(up: Matrix, down: readonly Matrix[]): Term[] {
  const rows = new Matrix(down.map((part) => part.getColumn(0)));
  const svd = new SingularValueDecomposition(up.mmul(rows), { autoTranspose: true });
  const [left, right] = [svd.leftSingularVectors, svd.rightSingularVectors];
  return svd.diagonal.flatMap((value, n) => {
    if (value <= rounding * svd.diagonal[0]!) return [];
    const b = left.getColumn(n).map((entry) => entry * value);
    return [{ b, a: right.getColumn(n), s: [1], norm: value }];
  });
}

function unfold({ up, down }: Core): Unfolded {
  const [outputs, inputs, size] = [up.rows, down[0]!.rows, down[0]!.columns];
  const b = new Matrix(outputs, inputs * size);
  for (const [r, part] of down.entries()) {
    const row = Matrix.from1DArray(1, inputs * size, part.to1DArray());
    b.add(Matrix.columnVector(up.getColumn(r)).mmul(row));
  }
  const a = new Matrix(inputs, outputs * size);
  const s = new Matrix(size, outputs * inputs);
  for (let p = 0; p < outputs; p++) {
    for (let j = 0; j < inputs; j++) {
      for (let k = 0; k < size; k++) {
        const value = b.get(p, j * size + k);
        a.set(j, p * size + k, value);
        s.set(k, p * inputs + j, value);
      }
    }
  }
  return { a, b, s };
}

/** The R terms nearest to a core. */
function nearestTerms(core: Core, rank: number): Terms | null {
  const all = allTerms(core);
  if (all.length === 0) return null;
  const kept = all.slice(0, rank);
  const columns = (part: 'a' | 'b' | 's') => new Matrix(kept.map((term) => term[part])).transpose();
  const start = { a: columns('a'), b: columns('b'), s: columns('s') };
  const isBest = kept.length === all.length || start.s.rows === 1;
  return isBest ? normalised(start) : cpAls(unfold(core), start);
}

/** ΔW and what factors leave of it, both squared; by output channel, so that ΔW is never whole in memory. */
function squares({ layer, rank, up, down }: LoraLayer, factors: CpFactors<Float32Array>, fitted: number) {
  const { a, b, s } = factors;
  const size = s.length / (fitted || 1);
  const row = new Float64Array(down.length / rank);
  let [square, squaredError] = [0, 0];
  for (let o = 0; o < layer.outChannels; o++) {
    row.fill(0);
    for (let r = 0; r < rank; r++) {
      const weight = up[o * rank + r]!;
      for (let n = 0; n < row.length; n++) row[n]! += weight * down[r * row.length + n]!;
    }
    for (const value of row) square += value * value;
    for (let r = 0; r < fitted; r++) {
      for (let i = 0; i < layer.inChannels; i++) {
        const weight = b[o * fitted + r]! * a[i * fitted + r]!;
        for (let k = 0; k < size; k++) row[i * size + k]! -= weight * s[k * fitted + r]!;
      }
    }
    for (const value of row) squaredError += value * value;
  }
  return { square, squaredError };
}

/**
 * CP factors of rank `rank` for a layer's ΔW = Σ_r up_r ⊗ down_r: the largest of its rank-one terms (those of the singular
 * values of every down_r), moved to the nearest fit by alternating least squares where more terms than `rank` are there.
 *
 * Exact, to the rounding of float32, where ΔW has no more terms than that, as one that comes from factors.
 */
export function fitLayer(lora: LoraLayer, rank: number): FittedLayer {
  const core = coreOf(lora);
  const terms = nearestTerms(core, rank);
  const fitted = terms?.a.columns ?? 0;
  const stored = (matrix: Matrix) => Float32Array.from(matrix.to1DArray());
  const none = new Float32Array(0);
  const factors = terms
    ? {
        a: stored(core.inputs.mmul(terms.a)),
        b: stored(core.outputs.mmul(terms.b)),
        s: stored(terms.s),
      }
    : { a: none, b: none, s: none };
  return { name: lora.layer.name, rank: fitted, factors, ...squares(lora, factors, fitted) };
}
