/** Numbers as a file stores them; 64-bit whole numbers are bigints. */
export type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** An array of numbers in C order: the last dimension runs fastest. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: NumberArray;
}

/** How many elements a shape has; beyond 2⁵³ no longer exact, but still too large for any check to pass. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/**
 * Numbers stored in Fortran order (the first dimension runs fastest, as MATLAB does) in C order:
 * out[i, j, k] = data[i + I·(j + J·k)]. A vector is given back as it is.
 */
export function fromFortranOrder<T extends { readonly length: number }>(
  data: T,
  shape: readonly number[],
  create: (length: number) => T,
): T {
  if (shape.filter((n) => n !== 1).length < 2) return data;
  const result = create(data.length);
  // Any array will do here, typed or not: what is moved is not looked at.
  const [from, to] = [data, result] as unknown as [readonly unknown[], unknown[]];
  const strides = shape.map((_, d) => elementCount(shape.slice(0, d)));
  const last = shape.length - 1;
  const at = shape.map(() => 0);
  let row = 0;
  for (let k = 0; k < data.length; ) {
    for (let i = 0; i < shape[last]!; i++) to[k++] = from[row + i * strides[last]!];
    // The next row: count up the dimensions before the last.
    for (let d = last - 1; d >= 0; d--) {
      row += strides[d]!;
      if (++at[d]! < shape[d]!) break;
      row -= strides[d]! * shape[d]!;
      at[d] = 0;
    }
  }
  return result;
}
