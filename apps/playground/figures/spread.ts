/** The middle value. */
export const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** Numbers as `median (least–largest)`. */
export function spread(values: readonly number[], digits: number): string {
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  return `${middle(values).toFixed(digits)} (${least.toFixed(digits)}–${largest.toFixed(digits)})`;
}
