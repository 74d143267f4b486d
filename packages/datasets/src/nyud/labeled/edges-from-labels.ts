/** How far labels are spread into the unlabelled seams between regions, in pixels. */
const SPREAD = 5;

/**
 * Edges from a map of regions (0 is unlabelled): where two regions meet, one pixel wide (the upper or left pixel).
 *
 * Annotators leave seams between regions; they are first filled from both sides, at most 5 pixels deep. What is
 * unlabelled beyond that has no edge.
 */
export function edgesFromLabels(regions: Int32Array, height: number, width: number): Uint8Array {
  const filled = spread(regions, height, width);
  const edges = new Uint8Array(regions.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      const region = filled[p]!;
      if (region === 0) continue;
      const right = x + 1 < width ? filled[p + 1]! : 0;
      const below = y + 1 < height ? filled[p + width]! : 0;
      if ((right !== 0 && right !== region) || (below !== 0 && below !== region)) edges[p] = 1;
    }
  }
  return edges;
}

/** Each unlabelled pixel near a region takes that region, nearest first (in steps to the four neighbours). */
function spread(regions: Int32Array, height: number, width: number): Int32Array {
  let before = regions;
  for (let step = 0; step < SPREAD; step++) {
    const after = before.slice();
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const p = y * width + x;
        if (before[p] !== 0) continue;
        after[p] =
          (y > 0 && before[p - width]) ||
          (x > 0 && before[p - 1]) ||
          (x + 1 < width && before[p + 1]) ||
          (y + 1 < height && before[p + width]) ||
          0;
      }
    }
    before = after;
  }
  return before;
}
