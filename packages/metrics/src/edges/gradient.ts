/** d/dx of a map at (x, y): half the difference of the neighbours, at the border the one-sided difference. */
export function gradientX(map: Float32Array, width: number, x: number, y: number): number {
  const row = y * width;
  if (width === 1) return 0;
  if (x === 0) return Math.fround(map[row + 1]! - map[row]!);
  if (x === width - 1) return Math.fround(map[row + x]! - map[row + x - 1]!);
  return Math.fround(Math.fround(map[row + x + 1]! - map[row + x - 1]!) * 0.5);
}

/** d/dy of a map at (x, y): half the difference of the neighbours, at the border the one-sided difference. */
export function gradientY(map: Float32Array, width: number, height: number, x: number, y: number): number {
  const at = y * width + x;
  if (height === 1) return 0;
  if (y === 0) return Math.fround(map[at + width]! - map[at]!);
  if (y === height - 1) return Math.fround(map[at]! - map[at - width]!);
  return Math.fround(Math.fround(map[at + width]! - map[at - width]!) * 0.5);
}
