import { Matrix, solve } from 'ml-matrix';

/** The factors of a CP tensor of three modes, size×R each: T[p, j, k] = Σ_r b[p, r] · a[j, r] · s[k, r]. */
export interface Terms {
  readonly b: Matrix;
  readonly a: Matrix;
  readonly s: Matrix;
}

/** A tensor of three modes by its three unfoldings: rows of one mode, columns of the other two, the first slowest. */
export interface Unfolded {
  /** P × (J·K). */
  readonly b: Matrix;
  /** J × (P·K). */
  readonly a: Matrix;
  /** K × (P·J). */
  readonly s: Matrix;
}

/** The column-wise Kronecker product, the first factor's rows slowest. */
function khatriRao(first: Matrix, second: Matrix): Matrix {
  const product = new Matrix(first.rows * second.rows, first.columns);
  for (let i = 0; i < first.rows; i++) {
    for (let j = 0; j < second.rows; j++) {
      for (let r = 0; r < first.columns; r++)
        product.set(i * second.rows + j, r, first.get(i, r) * second.get(j, r));
    }
  }
  return product;
}

const gram = (factor: Matrix) => factor.transpose().mmul(factor);

/** How much of the identity is added to the normal equations: nearly parallel terms would otherwise grow without bound. */
const ridge = 1e-12;

/** The factor of one mode that fits best to the other two. */
function bestFactor(unfolding: Matrix, first: Matrix, second: Matrix): Matrix {
  const normal = Matrix.mul(gram(first), gram(second));
  const damped = Matrix.add(normal, Matrix.eye(normal.rows).mul(ridge * (normal.trace() || 1)));
  const right = unfolding.mmul(khatriRao(first, second));
  return solve(damped, right.transpose()).transpose();
}

/** Brings the columns of a factor to length one and multiplies another's by what they had. */
function moveLengths(from: Matrix, to: Matrix): void {
  for (let r = 0; r < from.columns; r++) {
    const length = from.getColumnVector(r).norm() || 1;
    from.mulColumn(r, 1 / length);
    to.mulColumn(r, length);
  }
}

/** The same terms with `a` and `s` of unit columns. */
export function normalised({ a, b, s }: Terms): Terms {
  const made = { a: a.clone(), b: b.clone(), s: s.clone() };
  moveLengths(made.a, made.b);
  moveLengths(made.s, made.b);
  return made;
}

/** ‖T − Σ_r b_r ⊗ a_r ⊗ s_r‖². */
function residual(tensor: Unfolded, { a, b, s }: Terms): number {
  const difference = Matrix.sub(tensor.b, b.mmul(khatriRao(a, s).transpose()));
  return difference.norm() ** 2;
}

/**
 * Alternating least squares (Carroll & Chang 1970, Harshman 1970; Kolda & Bader, SIAM Review 2009, section 3.4) from the
 * given terms, until a sweep lowers the squared residual by less than `tolerance` of the tensor's, or `sweeps` are done.
 */
export function cpAls(
  tensor: Unfolded,
  start: Terms,
  { sweeps = 300, tolerance = 1e-8 }: { readonly sweeps?: number; readonly tolerance?: number } = {},
): Terms {
  const whole = tensor.b.norm() ** 2;
  let terms = normalised(start);
  let before = residual(tensor, terms);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const b = bestFactor(tensor.b, terms.a, terms.s);
    const a = bestFactor(tensor.a, b, terms.s);
    const next = normalised({ b, a, s: bestFactor(tensor.s, b, a) });
    const after = residual(tensor, next);
    if (!(after < before)) return terms;
    terms = next;
    if (before - after < tolerance * whole) return terms;
    before = after;
  }
  return terms;
}
