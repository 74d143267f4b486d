/**
 * Moves positions apart until neighbours are at least `gap` from each other, within [low, high] where there is
 * room, and otherwise as little as that takes. The order stays; ties keep the order given.
 *
 * Neighbours that collide are pooled into a block around the mean of their wishes (isotonic regression).
 */
export function spread(
  positions: readonly number[],
  gap: number,
  [low, high]: readonly [number, number],
): number[] {
  const order = positions.map((_, i) => i).sort((a, b) => positions[a]! - positions[b]! || a - b);
  // In these coordinates a distance of `gap` between neighbours is a distance of 0.
  const wishes = order.map((index, place) => positions[index]! - place * gap);
  const blocks: { sum: number; count: number }[] = [];
  for (const wish of wishes) {
    blocks.push({ sum: wish, count: 1 });
    while (blocks.length > 1) {
      const [before, last] = blocks.slice(-2) as [
        { sum: number; count: number },
        { sum: number; count: number },
      ];
      if (before.sum / before.count <= last.sum / last.count) break;
      blocks.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count });
    }
  }
  const most = Math.max(low, high - (positions.length - 1) * gap);
  const placed = blocks.flatMap(({ sum, count }) => {
    const value = Math.min(most, Math.max(low, sum / count));
    return Array.from({ length: count }, () => value);
  });
  const moved = new Array<number>(positions.length);
  for (const [place, index] of order.entries()) moved[index] = placed[place]! + place * gap;
  return moved;
}
