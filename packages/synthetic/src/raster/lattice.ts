/** A random number of 0 … 1 for a cell of the plane, the same on every machine. */
export function cellNoise(x: number, y: number, seed: number): number {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(seed | 0, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}

/** Smooth noise of −1 … 1 over the plane with lumps one unit wide. */
export function smoothNoise(x: number, y: number, seed: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const tx = x - i;
  const ty = y - j;
  const u = tx * tx * (3 - 2 * tx);
  const v = ty * ty * (3 - 2 * ty);
  const a = cellNoise(i, j, seed);
  const b = cellNoise(i + 1, j, seed);
  const c = cellNoise(i, j + 1, seed);
  const d = cellNoise(i + 1, j + 1, seed);
  const upper = a + (b - a) * u;
  const lower = c + (d - c) * u;
  return (upper + (lower - upper) * v) * 2 - 1;
}
