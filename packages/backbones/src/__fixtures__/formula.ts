import { formulaValues } from '@ftn/reliability';

/** What a vector of a batch norm is made of, by its name's last part. */
const batchNormRules: Record<string, (v: number) => number> = {
  weight: (v) => 0.75 + 0.25 * v,
  bias: (v) => (v < -0.5 ? v - 1.5 : Math.abs(v) + 2),
  running_mean: (v) => 0.2 * v,
  running_var: (v) => 16 + 8 * v,
};

/** A weight by its name and shape (OIHW): Kaiming-uniform kernels, batch norms far from ReLU's kink. */
export function formulaWeight(name: string, shape: readonly number[]): Float32Array {
  const size = shape.reduce((n, length) => n * length, 1);
  const values = formulaValues(name, size);
  if (shape.length !== 4) return Float32Array.from(values, batchNormRules[name.slice(name.lastIndexOf('.') + 1)]!);
  const bound = Math.sqrt(6 / (size / shape[0]!));
  const kernel = new Float32Array(size);
  for (let i = 0; i < size; i++) kernel[i] = values[i]! * bound;
  return kernel;
}
