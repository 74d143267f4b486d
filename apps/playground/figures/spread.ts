/** Numbers as `median (least–largest)`. */
export function spread(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const [least, middle, largest] = [sorted[0]!, sorted[sorted.length >> 1]!, sorted.at(-1)!];
  return `${middle.toFixed(digits)} (${least.toFixed(digits)}–${largest.toFixed(digits)})`;
}
