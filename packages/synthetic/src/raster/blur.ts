import type { Coverage } from './coverage.js';

/** Blurs a `width` × `height` plane in place by a box of 2·radius + 1 pixels each way; outside counts as 0. */
export function boxBlur(data: Float32Array, width: number, height: number, radius: number): void {
  if (radius < 1) return;
  const line = new Float64Array(Math.max(width, height));
  for (let row = 0; row < height; row++) blurLine(data, line, row * width, 1, width, radius);
  for (let column = 0; column < width; column++) blurLine(data, line, column, width, height, radius);
}

function blurLine(
  data: Float32Array,
  line: Float64Array,
  start: number,
  step: number,
  n: number,
  radius: number,
): void {
  const share = 1 / (2 * radius + 1);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    line[i] = data[start + i * step]!;
    if (i < radius) sum += line[i]!;
  }
  for (let i = 0; i < n; i++) {
    if (i + radius < n) sum += line[i + radius]!;
    if (i > radius) sum -= line[i - radius - 1]!;
    data[start + i * step] = sum * share;
  }
}

/** A shape moved by whole pixels and blurred `passes` times, on a canvas of `size` pixels. */
export function softened(
  shape: Coverage,
  radius: number,
  passes: number,
  size: number,
  dx = 0,
  dy = 0,
): Coverage {
  const margin = radius * passes;
  const x = Math.min(Math.max(shape.x + dx - margin, 0), size);
  const y = Math.min(Math.max(shape.y + dy - margin, 0), size);
  const width = Math.max(Math.min(shape.x + dx + shape.width + margin, size) - x, 0);
  const height = Math.max(Math.min(shape.y + dy + shape.height + margin, size) - y, 0);
  const data = new Float32Array(width * height);
  for (let row = 0; row < shape.height; row++) {
    const to = shape.y + dy + row - y;
    if (to < 0 || to >= height) continue;
    for (let column = 0; column < shape.width; column++) {
      const at = shape.x + dx + column - x;
      if (at >= 0 && at < width) data[to * width + at] = shape.data[row * shape.width + column]!;
    }
  }
  for (let pass = 0; pass < passes; pass++) boxBlur(data, width, height, radius);
  return { x, y, width, height, data };
}
