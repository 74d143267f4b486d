/** The eight neighbours counter-clockwise from the right, as steps in x and y. */
const AROUND = [
  [1, 0],
  [1, -1],
  [0, -1],
  [-1, -1],
  [-1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
] as const;

/**
 * Takes pixels of `value` out of 2 × 2 blocks of any edges wherever that cuts no line in two: lines one pixel
 * wide are left.
 */
export function thin(edges: Uint8Array, value: number, width: number, height: number): void {
  const around = new Uint8Array(8);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (edges[y * width + x] !== value) continue;
      AROUND.forEach(([dx, dy], k) => {
        const inside = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height;
        around[k] = inside && edges[(y + dy) * width + x + dx] ? 1 : 0;
      });
      if (isInBlock(around) && isSimple(around)) edges[y * width + x] = 0;
    }
  }
}

function isInBlock(around: Uint8Array): boolean {
  for (let k = 0; k < 8; k += 2) if (around[k]! & around[k + 1]! & around[(k + 2) & 7]!) return true;
  return false;
}

/** Whether the neighbours stay connected without the pixel: Yokoi's connectivity number is 1. */
function isSimple(around: Uint8Array): boolean {
  let number = 0;
  for (let k = 0; k < 8; k += 2) {
    const [a, b, c] = [1 - around[k]!, 1 - around[k + 1]!, 1 - around[(k + 2) & 7]!];
    number += a - a * b * c;
  }
  return number === 1;
}

/** Clears connected groups (8 neighbours) of fewer than `least` pixels. */
export function dropSpecks(edges: Uint8Array, width: number, least: number): void {
  const known = new Uint8Array(edges.length);
  const group: number[] = [];
  for (let start = 0; start < edges.length; start++) {
    if (!edges[start] || known[start]) continue;
    group.length = 0;
    group.push(start);
    known[start] = 1;
    for (let i = 0; i < group.length; i++) {
      const p = group[i]!;
      const x = p % width;
      for (let dy = -width; dy <= width; dy += width) {
        for (let dx = x > 0 ? -1 : 0; dx <= (x + 1 < width ? 1 : 0); dx++) {
          const q = p + dy + dx;
          if (!edges[q] || known[q]) continue;
          known[q] = 1;
          group.push(q);
        }
      }
    }
    if (group.length < least) for (const p of group) edges[p] = 0;
  }
}
