/** Layers by a pattern of their names, and the rank of their factors. */
export interface LayerRank {
  readonly pattern: string;
  readonly rank: number;
  /** Whether a layer's name is the pattern's, or lies below it: `layer4` fits `layer4.0.conv1`, `*.conv1` too. */
  readonly fits: (name: string) => boolean;
}

/** A pattern as a test of names: `*` stands for any part of a name. */
function fitting(pattern: string): LayerRank['fits'] {
  const source = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(`^${source.join('.*')}(\\.|$)`);
  return (name) => expression.test(name);
}

/** The patterns of `layer4=8,*=2` in their order; null for what is not written so. */
export function parseLayerRanks(text: string): LayerRank[] | null {
  const parts = text.split(',').map((part) => /^\s*([\w.*-]+)\s*=\s*([1-9]\d{0,5})\s*$/.exec(part));
  if (text.length > 1000 || parts.some((part) => part === null)) return null;
  return parts.map((part) => {
    const [, pattern, rank] = part as unknown as [string, string, string];
    return { pattern, rank: Number(rank), fits: fitting(pattern) };
  });
}

/** The rank of every layer by its name: one for all, or that of the first pattern that fits; 0 where none does. */
export function rankOfLayers(rank: number | string): (name: string) => number {
  if (typeof rank === 'number') return () => rank;
  const ranks = parseLayerRanks(rank) ?? [];
  return (name) => ranks.find(({ fits }) => fits(name))?.rank ?? 0;
}
