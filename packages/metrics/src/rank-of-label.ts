/**
 * The 0-based place of class `label` when the logits of one sample are sorted from high to low:
 * the number of larger logits plus the number of equal ones of a lower class index.
 *
 * Equal logits are ordered by class index, so that place 0 is what `argmax` returns.
 * A sample with a NaN among its logits has no order: the place is `Infinity`.
 */
export function rankOfLabel(logits: Float32Array, offset: number, classes: number, label: number): number {
  const own = logits[offset + label]!;
  let rank = 0;
  for (let c = 0; c < classes; c++) {
    const other = logits[offset + c]!;
    if (Number.isNaN(other)) return Number.POSITIVE_INFINITY;
    if (other > own || (other === own && c < label)) rank++;
  }
  return rank;
}
