/** The eight neighbours of a pixel as bits 0 to 7: counter-clockwise from the right, y down. */
export const neighbours: readonly (readonly [dx: number, dy: number])[] = [
  [1, 0],
  [1, -1],
  [0, -1],
  [-1, -1],
  [-1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
];

/**
 * Whether a pixel with this neighbourhood (x1 … x8 = bits 0 … 7) goes in a sub-iteration of Guo and Hall's thinning
 * ("Parallel thinning with two-subiteration algorithms", CACM 1989, algorithm A1), when all hold:
 *
 * - its neighbours form one connected part: Σ_i ¬x_{2i−1} ∧ (x_{2i} ∨ x_{2i+1}) = 1;
 * - it is neither an end nor inside: min(Σ_i x_{2i−1} ∨ x_{2i}, Σ_i x_{2i} ∨ x_{2i+1}) is 2 or 3;
 * - first: (x2 ∨ x3 ∨ ¬x8) ∧ x1 = 0; second: (x6 ∨ x7 ∨ ¬x4) ∧ x5 = 0.
 */
function removable(code: number, sub: 0 | 1): boolean {
  // x(9) is x(1) again.
  const x = (i: number): boolean => ((code >> ((i - 1) % 8)) & 1) === 1;
  let parts = 0;
  let odd = 0;
  let even = 0;
  for (const i of [1, 2, 3, 4]) {
    if (!x(2 * i - 1) && (x(2 * i) || x(2 * i + 1))) parts++;
    if (x(2 * i - 1) || x(2 * i)) odd++;
    if (x(2 * i) || x(2 * i + 1)) even++;
  }
  const pairs = Math.min(odd, even);
  if (parts !== 1 || pairs < 2 || pairs > 3) return false;
  return sub === 0 ? !((x(2) || x(3) || !x(8)) && x(1)) : !((x(6) || x(7) || !x(4)) && x(5));
}

/** For each sub-iteration and each of the 256 neighbourhoods: 1 where the pixel goes. */
export const removableTables: readonly [Uint8Array, Uint8Array] = [
  Uint8Array.from({ length: 256 }, (_, code) => Number(removable(code, 0))),
  Uint8Array.from({ length: 256 }, (_, code) => Number(removable(code, 1))),
];
