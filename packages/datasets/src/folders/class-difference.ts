/** The classes that stand in only one of two lists. */
export function classDifference(
  a: readonly string[],
  b: readonly string[],
): { readonly onlyFirst: string[]; readonly onlySecond: string[] } {
  const [inFirst, inSecond] = [new Set(a), new Set(b)];
  return {
    onlyFirst: a.filter((name) => !inSecond.has(name)),
    onlySecond: b.filter((name) => !inFirst.has(name)),
  };
}
