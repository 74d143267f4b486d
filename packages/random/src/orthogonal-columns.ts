import type { RandomStream } from './random-stream.js';

/**
 * A rows×columns matrix (row-major) with orthonormal columns, or orthonormal rows where it is wider than
 * tall: Gram–Schmidt, twice for accuracy, on normal numbers.
 */
export function orthogonalColumns(rows: number, columns: number, random: RandomStream): Float32Array {
  const tall = rows >= columns;
  const length = tall ? rows : columns;
  const count = tall ? columns : rows;
  const vectors: Float64Array[] = [];
  for (let n = 0; n < count; n++) {
    const vector = Float64Array.from({ length }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) {
        let dot = 0;
        for (let i = 0; i < length; i++) dot += vector[i]! * other[i]!;
        for (let i = 0; i < length; i++) vector[i]! -= dot * other[i]!;
      }
    }
    const norm = Math.hypot(...vector);
    vectors.push(vector.map((x) => x / norm));
  }
  const matrix = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) matrix[r * columns + c] = tall ? vectors[c]![r]! : vectors[r]![c]!;
  }
  return matrix;
}
