import { UsageError } from '@ftn/errors';
import { getBackend, matMul, type Tensor2D, tidy, transpose } from '@tensorflow/tfjs-core';
import { checkRank } from './check.js';
import { type Attribute, bool, float32, nativeBackend } from './native-backend.js';

export interface MatMulOptions {
  /** Multiplies by aᵀ. */
  readonly transposeA?: boolean;
  /** Multiplies by bᵀ. */
  readonly transposeB?: boolean;
}

const kept = new Map<string, readonly Attribute[]>();

function attributes(transposeA: boolean, transposeB: boolean): readonly Attribute[] {
  const key = `${transposeA},${transposeB}`;
  let result = kept.get(key);
  if (!result) {
    result = [float32('T'), bool('transpose_a', transposeA), bool('transpose_b', transposeB)];
    kept.set(key, result);
  }
  return result;
}

/** WebAssembly's kernel has a fast product of matrices as they are, and one number at a time for those to be turned. */
function turnedFirst(a: Tensor2D, b: Tensor2D, { transposeA, transposeB }: MatMulOptions): Tensor2D {
  return tidy(() => matMul(transposeA ? transpose(a) : a, transposeB ? transpose(b) : b));
}

/**
 * The product of two matrices, one operation on the native engine where tfjs's own takes four and is slower for
 * narrow ones; not itself differentiable.
 *
 * @throws UsageError when the inner dimensions differ
 */
export function matMul2d(a: Tensor2D, b: Tensor2D, options: MatMulOptions = {}): Tensor2D {
  const { transposeA = false, transposeB = false } = options;
  checkRank('matMul2d', 'a', a, '[rows, columns]');
  checkRank('matMul2d', 'b', b, '[rows, columns]');
  if (a.shape[transposeA ? 0 : 1] !== b.shape[transposeB ? 1 : 0]) {
    const show = (t: Tensor2D, turned: boolean) => `[${t.shape.join(', ')}]${turned ? 'ᵀ' : ''}`;
    throw new UsageError('matMul2d: the inner dimensions differ', {
      got: `${show(a, transposeA)} · ${show(b, transposeB)}`,
    });
  }
  const native = nativeBackend();
  if (!native && getBackend() === 'wasm') return turnedFirst(a, b, { transposeA, transposeB });
  if (!native) return matMul(a, b, transposeA, transposeB);
  return native.executeSingleOutput('MatMul', attributes(transposeA, transposeB), [a, b]) as Tensor2D;
}
