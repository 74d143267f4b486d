// Numbers from names: the same pseudo-random values as scripts/references/formula.py, so that no file of
// weights has to be kept.

/** FNV-1a of an ASCII name. */
function seedOf(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

function word(seed: number, i: number): number {
  let h = Math.imul(i, 0x9e3779b9) ^ seed;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** `size` numbers in [−1, 1), exact in float32. */
export function formulaValues(name: string, size: number): Float64Array {
  const seed = seedOf(name);
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) values[i] = (word(seed, i) >>> 8) / 2 ** 23 - 1;
  return values;
}

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

/** Where a tensor is compared: `count` flat indices below `size`. */
export function sampleIndices(name: string, size: number, count: number): number[] {
  const seed = seedOf(`samples of ${name}`);
  return Array.from({ length: count }, (_, i) => Math.floor((word(seed, i) / 2 ** 32) * size));
}
